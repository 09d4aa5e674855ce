import { SimpleGrid, Stack, Textarea } from '@mantine/core';
import { ListField, NumberField, SwitchField, TextField, useField } from './fields.js';
import { useForm } from './form-context.js';

export function BasicsSection() {
  const { form, set } = useForm();
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextField field="name" label="Name" description="Defaults to the hostname." />
        <NumberField field="intervalSeconds" label="Interval" unit="s" description="Time between checks." />
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
