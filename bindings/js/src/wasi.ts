/**
 * The ten functions of WASI that the module imports, all denied: no arguments, environment, files or randomness. They
 * are the same in every place where JavaScript runs.
 */

export const MODULE = "wasi_snapshot_preview1";
export const STDERR_BYTES = 8192;

const SUCCESS = 0;
const BADF = 8;
const FAULT = 21;
const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;

/** The guest gave up by itself. */
export class Exit extends Error {
  constructor(status: number) {
    super(`the engine exited with status ${status}`);
    this.name = "Exit";
  }
}

/** What the guest tells the world during a call. */
export class Outside {
  /** Set once there is an instance: its memory exists only after its imports do. */
  memory: WebAssembly.Memory | undefined;
  readonly #text = new Uint8Array(STDERR_BYTES);
  #length = 0;

  /** Forgets the last call. */
  reset(): void {
    this.#length = 0;
  }

  /** What the guest printed, the first 8 KB. */
  get stderr(): string {
    return new TextDecoder().decode(this.#text.subarray(0, this.#length));
  }

  /** Keeps what there is room for. */
  write(data: Uint8Array): void {
    const kept = data.subarray(0, STDERR_BYTES - this.#length);
    this.#text.set(kept, this.#length);
    this.#length += kept.length;
  }
}

type Imported = (...values: number[]) => number;
/** A function of WASI over the memory as it is now. A RangeError says that an address lies outside of it. */
type Wasi = (memory: DataView, outside: Outside, ...values: number[]) => number;

const nothing: Wasi = () => SUCCESS;

const noSizes: Wasi = (memory, _, count = 0, size = 0) => {
  memory.setUint32(count >>> 0, 0, true);
  memory.setUint32(size >>> 0, 0, true);
  return SUCCESS;
};

// A real clock: the garbage collector of the guest stalls under one that does not move as it should. The second
// argument is an i64, a bigint.
const clock: Wasi = (memory, _, _kind = 0, _precision = 0, out = 0) => {
  memory.setBigUint64(out >>> 0, BigInt(Math.round(performance.now() * 1e6)), true);
  return SUCCESS;
};

const write: Wasi = (memory, outside, fd = 0, vectors = 0, count = 0, out = 0) => {
  if (fd !== 1 && fd !== 2) {
    return BADF;
  }
  let written = 0;
  for (let n = 0; n < count >>> 0; n++) {
    const vector = (vectors >>> 0) + 8 * n;
    const size = memory.getUint32(vector + 4, true);
    outside.write(new Uint8Array(memory.buffer, memory.getUint32(vector, true), size));
    written += size;
  }
  memory.setUint32(out >>> 0, written, true);
  return SUCCESS;
};

// It must succeed: the guest's runtime waits like this also on its way to say why it fails.
const poll: Wasi = (memory, _, given = 0, out = 0, count = 0, events = 0) => {
  for (let n = 0; n < count >>> 0; n++) {
    const subscription = (given >>> 0) + SUBSCRIPTION_BYTES * n;
    const event = (out >>> 0) + EVENT_BYTES * n;
    const userdata = memory.getBigUint64(subscription, true);
    const kind = memory.getUint8(subscription + 8);
    new Uint8Array(memory.buffer, event, EVENT_BYTES).fill(0);
    memory.setBigUint64(event, userdata, true);
    memory.setUint8(event + 10, kind); // after an errno of 0
  }
  memory.setUint32(events >>> 0, count >>> 0, true);
  return SUCCESS;
};

const zeros: Wasi = (memory, _, out = 0, size = 0) => {
  new Uint8Array(memory.buffer, out >>> 0, size >>> 0).fill(0);
  return SUCCESS;
};

const exit: Wasi = (_memory, _outside, status = 0) => {
  throw new Exit(status);
};

const FUNCTIONS: Readonly<Record<string, Wasi>> = {
  args_get: nothing,
  args_sizes_get: noSizes,
  clock_time_get: clock,
  environ_get: nothing,
  environ_sizes_get: noSizes,
  fd_write: write,
  poll_oneoff: poll,
  proc_exit: exit,
  random_get: zeros,
  sched_yield: nothing,
};

/** Whether there is a function of that name. */
export function provides(module: string, name: string): boolean {
  return module === MODULE && Object.hasOwn(FUNCTIONS, name);
}

/** Makes the imports of one instance. */
export function imports(outside: Outside): WebAssembly.Imports {
  const bound: Record<string, Imported> = {};
  for (const [name, wasi] of Object.entries(FUNCTIONS)) {
    bound[name] = (...values) => {
      if (outside.memory === undefined) {
        return FAULT;
      }
      try {
        return wasi(new DataView(outside.memory.buffer), outside, ...values);
      } catch (error) {
        if (error instanceof Exit) {
          throw error;
        }
        return FAULT;
      }
    };
  }
  return { [MODULE]: bound };
}
