import { Stack } from '@mantine/core';
import { useSystemStatus } from '../api/system-status.js';
import { ListField, SwitchField } from './fields.js';
import { ParentSelect } from './parent-select.js';

export function WhereSection() {
  const { data: system } = useSystemStatus();
  const known = new Set((system?.services ?? []).map(({ location }) => location).filter((name) => name !== null));
  return (
    <Stack>
      <ListField
        field="locations"
        label="Locations"
        description="It is checked from each of them."
        suggestions={[...known].sort()}
      />
      <ParentSelect />
      <SwitchField
        field="debugOnDown"
        label="Look at it with a browser when it goes down"
        description="Keeps a screenshot, the requests of the page and what its console said."
      />
    </Stack>
  );
}
