const AT_ONCE = 6;

/**
 * Runs an action for each item, a few at a time; a failure does not stop the others.
 * @throws the first failure, after all have been tried
 */
export async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  const next = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  const [first] = failures;
  if (first instanceof Error) throw first;
}
