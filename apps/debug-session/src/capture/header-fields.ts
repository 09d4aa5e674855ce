import type { HeaderField } from '@wakeful/contracts';

const MAX_FIELDS = 200;
const MAX_NAME_CHARACTERS = 256;
const MAX_VALUE_CHARACTERS = 8_192;
/** Of all headers of one message together: what is beyond is left out. */
const MAX_TOTAL_CHARACTERS = 49_152;

/** Headers within what one event may hold. */
export function boundedHeaders(fields: readonly HeaderField[]): HeaderField[] {
  const bounded: HeaderField[] = [];
  let characters = 0;
  for (const { name, value } of fields.slice(0, MAX_FIELDS)) {
    const field = { name: name.slice(0, MAX_NAME_CHARACTERS), value: value.slice(0, MAX_VALUE_CHARACTERS) };
    characters += field.name.length + field.value.length;
    if (characters > MAX_TOTAL_CHARACTERS) break;
    bounded.push(field);
  }
  return bounded;
}
