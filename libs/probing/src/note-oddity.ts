import { type CheckFacts, MAX_ODDITIES, MAX_ODDITY_CHARACTERS } from '@wakeful/contracts';

/**
 * Notes in the facts what strayed from the standards and was put up with. Each sentence is noted once; facts of a check
 * without oddities do not grow. A sentence that quotes the response is redacted with the other facts.
 */
export function noteOddity(facts: CheckFacts, sentence: string): void {
  const oddities = (facts.oddities ??= []);
  const shown = sentence.slice(0, MAX_ODDITY_CHARACTERS).toWellFormed();
  if (oddities.length < MAX_ODDITIES && !oddities.includes(shown)) oddities.push(shown);
}
