import { Anchor, Stack, Tabs } from '@mantine/core';
import { Link, useParams } from 'wouter';
import { Problem } from '../api/problem.js';
import { NotFound } from '../app/not-found.js';
import { ListState } from '../parts/list-state.js';
import { PageHead } from '../parts/page-head.js';
import { useTab } from '../parts/use-tab.js';
import { Badges } from './badges.js';
import { DomainProof } from './domain-proof.js';
import { PublicLink } from './page-card.js';
import { StatusUpdateList } from './status-update-list.js';
import { useStatusPage } from './use-status-pages.js';

/** The posted incidents and the badges of a status page. */
export function StatusPagePage() {
  const { id = '' } = useParams<{ id: string }>();
  const [tab, open] = useTab(['incidents', 'badges']);
  const page = useStatusPage(id);
  const isMissing = page.error instanceof Problem && (page.error.status === 404 || page.error.status === 400);
  if (isMissing) return <NotFound />;
  return (
    <Stack>
      <Anchor component={Link} href="/status-pages" size="sm">
        ← Status pages
      </Anchor>
      <PageHead title={page.data?.title ?? 'Status page'} />
      <ListState query={page}>
        {(data) => (
          <>
            <PublicLink page={data} />
            {data.domain !== null && <DomainProof page={data} />}
            <Tabs value={tab} onChange={open} keepMounted={false}>
              <Tabs.List>
                <Tabs.Tab value="incidents">Incidents</Tabs.Tab>
                <Tabs.Tab value="badges">Badges</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="incidents" pt="md">
                <StatusUpdateList page={data} />
              </Tabs.Panel>
              <Tabs.Panel value="badges" pt="md">
                <Badges page={data} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </ListState>
    </Stack>
  );
}
