interface Waiting<Item> {
  readonly id: string;
  readonly signal: AbortSignal;
  resolve(item: Item | null): void;
  reject(error: unknown): void;
}

/** Long enough for all rows that come into view together. */
const GATHER_MS = 20;

/**
 * Asks for single items, and has those that are asked for at about the same time loaded together; null: there is no such
 * item. There is one request at a time: what is asked for meanwhile waits, the newest comes first, and what nobody wants
 * any more is not loaded, so that who scrolls through thousands of rows waits for those that are in view.
 * @param maxItems in one request
 */
export function inBatches<Item>(
  load: (ids: readonly string[]) => Promise<ReadonlyMap<string, Item>>,
  maxItems: number,
): (id: string, signal: AbortSignal) => Promise<Item | null> {
  let waiting: Waiting<Item>[] = [];
  let isLoading = false;

  function nextBatch(): readonly Waiting<Item>[] {
    for (const { signal, reject } of waiting) if (signal.aborted) reject(signal.reason);
    const wanted = waiting.filter(({ signal }) => !signal.aborted);
    waiting = wanted.slice(0, -maxItems);
    return wanted.slice(-maxItems);
  }

  async function loadBatch(batch: readonly Waiting<Item>[]): Promise<void> {
    try {
      const items = await load(batch.map(({ id }) => id));
      for (const { id, resolve } of batch) resolve(items.get(id) ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function loadAll(): Promise<void> {
    isLoading = true;
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) await loadBatch(batch);
    isLoading = false;
  }

  return (id, signal) =>
    new Promise((resolve, reject) => {
      waiting.push({ id, signal, resolve, reject });
      if (!isLoading) void loadAll();
    });
}
