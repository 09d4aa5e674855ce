import { mkdir, statfs } from 'node:fs/promises';

const MEBIBYTE = 2 ** 20;
/** With less nats-server has room for hardly a minute of work, and ends JetStream when it is used up. */
const MIN_FREE_BYTES = 512 * MEBIBYTE;
/** What all queues and files together may take, and a little room to move: see libs/messaging/src/streams.ts. */
const WANTED_FREE_BYTES = 6_144 * MEBIBYTE;

/** There is too little room for NATS to keep what it is given. */
export class DiskTooFullError extends Error {
  readonly code = 'DISK_TOO_FULL';

  constructor(folder: string, freeBytes: number) {
    super(
      `There are ${mebibytes(freeBytes)} MiB free on the disk of ${folder}, and NATS needs ${mebibytes(MIN_FREE_BYTES)} to begin with. ` +
        'Make room, or put the data on another disk.',
    );
    this.name = 'DiskTooFullError';
  }
}

const mebibytes = (bytes: number): number => Math.floor(bytes / MEBIBYTE);

/**
 * @returns a sentence when there is less room than the queues may take one day; null when there is enough
 * @throws DiskTooFullError when there is too little to begin
 */
export async function judgeRoom(folder: string): Promise<string | null> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes < MIN_FREE_BYTES) throw new DiskTooFullError(folder, freeBytes);
  if (freeBytes >= WANTED_FREE_BYTES) return null;
  return `Only ${mebibytes(freeBytes)} MiB are free on the disk of ${folder}; the queues of NATS may take ${mebibytes(WANTED_FREE_BYTES)} when services are away for long`;
}
