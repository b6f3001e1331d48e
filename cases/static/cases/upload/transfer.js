// One file on its way: hashed and uploaded at the same time, then sealed.
import { fingerprint, pathOf, storage } from "./storage.js";

const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const POLL = 700;
// The rate is that of the last seconds: a pause must not weigh on it.
const WINDOW = 5000;

export class Transfer {
  // `changed` is called with this transfer whenever there is something to show.
  constructor(file, { endpoint, chunk, salt, token, changed }) {
    Object.assign(this, { file, endpoint, chunk, token, changed });
    this.print = fingerprint(file, endpoint, salt);
    this.state = "ready";
    this.sent = 0;
    this.share = 0;
    this.marks = [];
    this.message = "";
  }

  get isOver() {
    return ["done", "failed", "same", "gone"].includes(this.state);
  }

  get rate() {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    return this.marks.length > 1 ? ((last.sent - first.sent) / (last.at - first.at)) * 1000 : 0;
  }

  become(state, changes = {}) {
    if (this.state === "gone") return;
    Object.assign(this, { state, message: "" }, changes);
    this.changed(this);
  }

  async start(again) {
    this.again = again;
    this.become("beginning");
    this.hash ??= this.computeHash();
    this.upload = new tus.Upload(this.file, this.options());
    const [known] = await this.upload.findPreviousUploads();
    if (known) this.upload.resumeFromPreviousUpload(known);
    if (this.state === "beginning") this.upload.start();
  }

  options() {
    const path = pathOf(this.file);
    return {
      endpoint: this.endpoint,
      chunkSize: this.chunk,
      retryDelays: RETRIES,
      headers: { "X-CSRFToken": this.token },
      metadata: { filename: this.file.name, ...(path !== this.file.name && { relativePath: path }) },
      urlStorage: storage,
      fingerprint: async () => this.print,
      onShouldRetry: (error) => this.mayRetry(error),
      onProgress: (sent) => this.mark(sent),
      onError: (error) => this.fail(error),
      onSuccess: () => this.finish(),
    };
  }

  mark(sent) {
    if (this.state !== "sending") this.marks = [];
    const at = performance.now();
    this.marks.push({ sent, at });
    while (at - this.marks[0].at > WINDOW && this.marks.length > 2) this.marks.shift();
    if (["beginning", "sending", "retrying"].includes(this.state)) this.become("sending", { sent });
  }

  mayRetry(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    const retries = !status || [409, 423, 429].includes(status) || (status >= 500 && status !== 507);
    if (retries) this.become("retrying");
    return retries;
  }

  fail(error) {
    const response = error.originalResponse;
    if (!response) return this.become("paused", { word: "offline" });
    const answered = response.getUnderlyingObject().responseURL ?? "";
    if (answered.includes("/sign-in/")) return this.become("paused", { word: "session" });
    const plain = (response.getHeader("Content-Type") ?? "").startsWith("text/plain");
    return this.become("failed", {
      message: plain ? response.getBody() : "",
      word: "refused",
      status: response.getStatus(),
      canGoOn: response.getStatus() >= 500,
    });
  }

  pause() {
    this.upload?.abort();
    this.become("paused", { word: "paused" });
  }

  // The server's part: everything has arrived, the hash is sent along.
  async finish() {
    this.become("hashing", { share: this.hashShare ?? 0, sent: this.file.size });
    const sha256 = await this.hash;
    if (!sha256) return this.become("failed", { word: "unreadable" });
    return this.settle(new URLSearchParams({ sha256, ...(this.again && { again: "1" }) }));
  }

  async settle(fields) {
    this.become("sealing", { share: 0 });
    try {
      let told = await this.ask("finish/", { method: "POST", body: fields });
      while (["waiting", "running"].includes(told.state)) {
        this.become("sealing", { share: told.percent / 100 });
        await new Promise((resolve) => setTimeout(resolve, POLL));
        told = await this.ask("state/");
      }
      this.conclude(told);
    } catch {
      this.become("paused", { word: "offline" });
    }
  }

  conclude(told) {
    if (told.state === "done") storage.forget(this.print);
    if (told.state === "done") return this.become("done", { page: told.file, isArchive: told.is_archive });
    if (told.is_same) return this.become("same", { message: told.message });
    if (!told.can_go_on) storage.forget(this.print);
    return this.become("failed", { message: told.message, canGoOn: told.can_go_on });
  }

  async ask(path, options = {}) {
    const address = new URL(path, new URL(this.upload.url, window.location.href));
    const response = await fetch(address, { headers: { "X-CSRFToken": this.token }, ...options });
    if (response.redirected) throw new Error("signed out");
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (!isJson) throw new Error(`answered ${response.status}`);
    return { state: "failed", ...(await response.json()) };
  }

  putInAgain() {
    return this.settle(new URLSearchParams({ again: "1" }));
  }

  // Away with it, here and on the server.
  remove() {
    this.worker?.terminate();
    storage.forget(this.print);
    this.upload?.abort(true).catch(() => {});
    this.become("gone");
  }

  computeHash() {
    this.worker = new Worker(new URL("./hash.js", import.meta.url), { type: "module" });
    return new Promise((resolve) => {
      this.worker.onerror = () => resolve("");
      this.worker.onmessage = ({ data }) => {
        if (data.failed) resolve("");
        else if (data.sha256) resolve(data.sha256);
        else this.hashed(data.done);
      };
      this.worker.postMessage(this.file);
    });
  }

  hashed(done) {
    this.hashShare = done / this.file.size;
    if (this.state === "hashing") this.become("hashing", { share: this.hashShare });
  }
}
