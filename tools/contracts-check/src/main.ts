import { join } from 'node:path';
import { checkSnapshots, updateSnapshots } from './snapshots.js';

const folder = join(import.meta.dirname, '../../../libs/contracts/snapshots');
const isUpdate = process.argv.includes('--update');
const problems = isUpdate ? updateSnapshots(folder) : checkSnapshots(folder);

for (const { contract, problems: found } of problems) {
  console.error(`${contract}:\n${found.map((problem) => `  - ${problem}`).join('\n')}`);
}
if (problems.length > 0) {
  console.error(
    isUpdate
      ? 'These changes break services that still run the other side: make a new version of the message instead.'
      : 'If the change only adds optional properties: npm run contracts:update. Otherwise make a new version of the message.',
  );
  process.exit(1);
}
console.log(isUpdate ? 'The snapshots are up to date.' : 'Every message matches its snapshot.');
