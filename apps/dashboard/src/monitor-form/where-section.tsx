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
        description="Checks run from every selected location."
        suggestions={[...known].sort()}
      />
      <ParentSelect />
      <SwitchField
        field="debugOnDown"
        label="Capture browser evidence on failure"
        description="Screenshot, network requests and console."
      />
    </Stack>
  );
}
