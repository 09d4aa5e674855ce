import { Stack, Tabs } from '@mantine/core';
import { PageHead } from '../parts/page-head.js';
import { useTab } from '../parts/use-tab.js';
import { ChannelList } from './channel-list.js';
import { DeliveryLog } from './delivery-log.js';

/** The alert channels and the delivery log. */
export function NotificationsPage() {
  const [tab, open] = useTab(['channels', 'deliveries']);
  return (
    <Stack>
      <PageHead title="Alerts" />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="channels">Channels</Tabs.Tab>
          <Tabs.Tab value="deliveries">Delivery log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="channels" pt="md">
          <ChannelList />
        </Tabs.Panel>
        <Tabs.Panel value="deliveries" pt="md">
          <DeliveryLog />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
