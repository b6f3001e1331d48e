// Computes the SHA-256 of a file of any size, beside the page.
import { sha256 } from "../../noble/sha2.js";

const STEP = 8 * 1024 * 1024;

onmessage = async ({ data: file }) => {
  const hash = sha256.create();
  try {
    for (let at = 0; at < file.size; at += STEP) {
      hash.update(new Uint8Array(await file.slice(at, at + STEP).arrayBuffer()));
      postMessage({ done: Math.min(at + STEP, file.size) });
    }
  } catch {
    postMessage({ failed: true });
    return;
  }
  const digest = [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0"));
  postMessage({ sha256: digest.join("") });
};
