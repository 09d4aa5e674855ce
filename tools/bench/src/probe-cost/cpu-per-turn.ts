const IN_FLIGHT = 200;

/** CPU microseconds of this process per turn, with 200 turns under way. */
export async function cpuPerTurn(turn: () => Promise<void>, turns: number): Promise<number> {
  let left = turns;
  const work = async (): Promise<void> => {
    while (left-- > 0) await turn();
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / turns;
}
