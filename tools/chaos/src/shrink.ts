/**
 * Few of the parts that make something fail, by delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", 2002): parts are left out, fewer and fewer at once, as long as it fails without them.
 *
 * @param fails whether it fails with only these parts; asked `maxTries` times at most
 */
export async function shrink<Part>(
  parts: readonly Part[],
  fails: (some: readonly Part[]) => Promise<boolean>,
  maxTries: number,
): Promise<readonly Part[]> {
  let needed = parts;
  let tries = 0;
  for (let pieces = 2; needed.length > 1 && tries < maxTries;) {
    const size = Math.ceil(needed.length / pieces);
    let isSmaller = false;
    for (let from = 0; from < needed.length && tries < maxTries && !isSmaller; from += size) {
      const rest = [...needed.slice(0, from), ...needed.slice(from + size)];
      tries++;
      if (!(await fails(rest))) continue;
      needed = rest;
      isSmaller = true;
    }
    if (isSmaller) pieces = Math.max(2, pieces - 1);
    else if (size === 1) break;
    else pieces = Math.min(needed.length, pieces * 2);
  }
  return needed;
}
