import { Button, Group, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { durationText } from '../time/durations.js';
import { ListField, NumberField, SwitchField, TextField, useField } from './fields.js';
import { useForm } from './form-context.js';

const presets = [10, 30, 60, 300, 900, 3_600];

/** The usual intervals are a click away. */
function Interval() {
  const { form, set } = useForm();
  return (
    <div>
      <NumberField field="intervalSeconds" label="Interval" unit="s" description="Time between checks." />
      <Group gap={4} mt={6} role="group" aria-label="Usual intervals">
        {presets.map((seconds) => (
          <Button
            key={seconds}
            size="compact-xs"
            variant={form.intervalSeconds === seconds ? 'light' : 'default'}
            aria-pressed={form.intervalSeconds === seconds}
            onClick={() => set('intervalSeconds', seconds)}
          >
            {durationText(seconds * 1_000)}
          </Button>
        ))}
      </Group>
    </div>
  );
}

export function BasicsSection() {
  const { form, set } = useForm();
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextField field="name" label="Name" description="Defaults to the hostname." />
        <Interval />
      </SimpleGrid>
      <Textarea
        {...useField('description')}
        label="Description"
        description="What this is, who to call. Shown on every incident."
        autosize
        minRows={2}
        maxRows={8}
        value={form.description}
        onChange={({ currentTarget }) => set('description', currentTarget.value)}
      />
      <ListField field="tags" label="Tags" description="Press Enter after each tag." />
      <SwitchField field="enabled" label="Enabled" description="Turn off to pause checks and alerts." />
    </Stack>
  );
}
