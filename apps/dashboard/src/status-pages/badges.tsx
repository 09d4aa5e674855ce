import { Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { CopyField } from '../parts/copy-field.js';
import { EmptyNotice } from '../parts/list-state.js';
import { badgeFiles, badgePath, badgePeriods } from './badge-path.js';
import classes from './status-pages.module.css';
import { useMemberNames } from './status-update-list.js';
import type { StatusPage } from './use-status-pages.js';

/** Status badges for a README or website. */
export function Badges({ page }: { page: StatusPage }) {
  const names = useMemberNames(page);
  const isShown = page.isPublished && page.visibility === 'public';
  if (!isShown || names.size === 0) {
    return (
      <EmptyNotice title="No badges available">
        {isShown ? 'Add monitors to the page first.' : 'Badges are available for published pages without a password.'}
      </EmptyNotice>
    );
  }
  return <BadgeChoice names={names} />;
}

function BadgeChoice({ names }: { names: ReadonlyMap<string, string> }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [file, setFile] = useState<(typeof badgeFiles)[number]['value']>('status.svg');
  const [window, setWindow] = useState<(typeof badgePeriods)[number]['value']>('30d');
  const [first = ''] = names.keys();
  const id = chosen !== null && names.has(chosen) ? chosen : first;
  const name = names.get(id) ?? '';
  const path = badgePath(id, file, window);
  const address = `${globalThis.location.origin}${path}`;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        <Select
          label="Monitor"
          data={[...names].map(([value, label]) => ({ value, label }))}
          searchable
          allowDeselect={false}
          value={id}
          onChange={setChosen}
        />
        <Select
          label="Metric"
          data={badgeFiles}
          allowDeselect={false}
          value={file}
          onChange={(next) => setFile(badgeFiles.find(({ value }) => value === next)?.value ?? file)}
        />
        <Select
          label="Period"
          data={badgePeriods}
          allowDeselect={false}
          disabled={file === 'status.svg'}
          value={window}
          onChange={(next) => setWindow(badgePeriods.find(({ value }) => value === next)?.value ?? window)}
        />
      </SimpleGrid>
      <div>
        <Text size="sm" fw={500} mb={4}>
          Preview
        </Text>
        <img key={path} className={classes['badge']} src={path} alt={`Badge of ${name}`} />
      </div>
      <CopyField label="Badge URL" text={address} />
      <CopyField label="Markdown" text={`![${name.replace(/[[\]\\]/g, '\\$&')}](${address})`} />
    </Stack>
  );
}
