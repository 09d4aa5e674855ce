import { Anchor } from '@mantine/core';
import { pieces } from './text-pieces.js';

/** A text in which URLs are links; its line breaks stay when the style keeps them. */
export function LinkedText({ text }: { text: string }) {
  return pieces(text).map(({ kind, value }, index) =>
    kind === 'text' ? (
      value
    ) : (
      <Anchor key={index} href={value} target="_blank" rel="noreferrer" inherit underline="always">
        {value}
      </Anchor>
    ),
  );
}
