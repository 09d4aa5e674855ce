import { SimpleGrid, Stack, Textarea } from '@mantine/core';
import { ListField, NumberField, SwitchField, TextField, useField } from './fields.js';
import { useForm } from './form-context.js';

export function BasicsSection() {
  const { form, set } = useForm();
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextField field="name" label="Name" description="Without one, the host of the address." />
        <NumberField field="intervalSeconds" label="Interval" unit="s" description="How often it is checked." />
      </SimpleGrid>
      <Textarea
        {...useField('description')}
        label="Description"
        description="What it is, whom to call: it is shown with every outage."
        autosize
        minRows={2}
        maxRows={8}
        value={form.description}
        onChange={({ currentTarget }) => set('description', currentTarget.value)}
      />
      <ListField field="tags" label="Tags" description="Press Enter after each one." />
      <SwitchField field="enabled" label="Check it" description="Off: it is paused, and nobody is alerted." />
    </Stack>
  );
}
