import { type KeptBody, MAX_KEPT_BODY_BYTES } from '@wakeful/contracts';
import { isTextType } from '@wakeful/probing';

/** A larger body would come through the browser's pipe as a whole only to be cut. */
export const MAX_FETCHED_BODY_BYTES = 1_048_576;
/** Text that is kept of all bodies of a session together. */
const MAX_KEPT_TOTAL_CHARACTERS = 2 * 1_048_576;

/** Kept for a while beyond what is shown, so that a secret which begins before the cut is recognised as a whole. */
const OVERLAP_BYTES = 8_192;

/** Keeps the beginnings of bodies that a person can read, up to what one session may keep. */
export class Bodies {
  #characters = 0;

  keep(bytes: Buffer, contentType: string | undefined, totalBytes = bytes.length): KeptBody {
    const isTruncated = totalBytes > MAX_KEPT_BODY_BYTES;
    if (!isTextType(contentType) || this.#characters > MAX_KEPT_TOTAL_CHARACTERS) return onlyCounted(totalBytes);
    const text = new TextDecoder().decode(bytes.subarray(0, MAX_KEPT_BODY_BYTES + OVERLAP_BYTES));
    this.#characters += text.length;
    return { text, bytes: totalBytes, isTruncated };
  }
}

/** A body of which nothing but its size is kept. */
export const onlyCounted = (bytes: number): KeptBody => ({ text: null, bytes, isTruncated: bytes > 0 });
