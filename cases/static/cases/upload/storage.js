// Where an upload can be found again after a reload. A file's name may be personal
// data, so neither it nor anything it can be read from stays in the browser: the
// key is a hash over name, size, time and a salt that the server alone knows.
import { sha256 } from "../../noble/sha2.js";

const PREFIX = "casedesk-upload:";

export function fingerprint(file, endpoint, salt) {
  const told = [salt, endpoint, pathOf(file), file.size, file.lastModified].join("\n");
  const digest = sha256(new TextEncoder().encode(told));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const pathOf = (file) => file.webkitRelativePath || file.name;

const keyOf = (print) => PREFIX + print;

// What tus-js-client asks of a storage (its own keeps the file's name).
export const storage = {
  async findAllUploads() {
    return [];
  },
  async findUploadsByFingerprint(print) {
    const kept = localStorage.getItem(keyOf(print));
    return kept ? [{ ...JSON.parse(kept), urlStorageKey: keyOf(print) }] : [];
  },
  async removeUpload(key) {
    localStorage.removeItem(key);
  },
  async addUpload(print, { size, creationTime, uploadUrl }) {
    localStorage.setItem(keyOf(print), JSON.stringify({ size, creationTime, uploadUrl }));
    return keyOf(print);
  },
  forget(print) {
    localStorage.removeItem(keyOf(print));
  },
};
