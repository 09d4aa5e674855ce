/** What an answer is known by. Everything that is given must fit. */
export interface Signature {
  id: string;
  statuses?: readonly number[];
  /** Of the answer, by its name in lower case. */
  header?: readonly [name: string, value: RegExp];
  /** In the beginning of the body. */
  body?: RegExp;
  /** What it means, as an experienced colleague would say it. */
  sentence: string;
  /** What to do or to look at next. */
  next: string;
  /** From 0 to 100, less for what is written on pages that are well, too; default: 92. */
  confidence?: number;
}
