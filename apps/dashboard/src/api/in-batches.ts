interface Waiting<Item> {
  readonly id: string;
  readonly signal: AbortSignal;
  resolve(item: Item | null): void;
  reject(error: unknown): void;
}

/** Long enough to collect all rows that scroll into view together. */
const GATHER_MS = 20;

/**
 * Loads single items in batches: those requested at about the same time share one request; null means there is no such
 * item. One request runs at a time. Later ones queue, newest first, and items no longer wanted are dropped, so that
 * whoever scrolls through thousands of rows waits only for the visible ones.
 * @param maxItems per request
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
