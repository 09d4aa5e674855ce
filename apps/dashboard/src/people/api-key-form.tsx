import { Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { bodyOf, client, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useSession } from '../api/login-session.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { expiresAtOf, expiries, type Expiry, type Scope, scopeChoices } from './api-keys.js';

interface ApiKeyFormProps {
  onMade: (key: Schemas['CreatedApiKey']) => void;
  onClose: () => void;
}

/** Creates a personal API key. */
export function ApiKeyForm({ onMade, onClose }: ApiKeyFormProps) {
  const { data: session } = useSession();
  const [form, setForm] = useState({ name: '', scope: 'read' as Scope, expiry: '90' as Expiry, day: '' });
  const change = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: (body: Schemas['CreateApiKey']) => bodyOf(client.POST('/api/v1/api-keys', { body })),
    gcTime: 0,
    onSuccess: (key) => {
      void queries.invalidateQueries({ queryKey: keys.apiKeys });
      onMade(key);
    },
  });
  const { name, scope, expiry, day } = form;
  const expiryError = fieldError(make.error, 'expiresAt');
  const scopes = scopeChoices(session?.role ?? 'viewer');
  const submit = (): void => {
    const expiresAt = expiresAtOf(expiry, day, Date.now());
    make.mutate({ name: name.trim(), scope, ...(expiresAt === undefined ? {} : { expiresAt }) });
  };
  return (
    <FormModal
      title="New API key"
      action="Create key"
      size="md"
      error={make.error}
      isPending={make.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Its purpose, such as deployments."
        withAsterisk
        data-autofocus
        autoComplete="off"
        value={name}
        error={fieldError(make.error, 'name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Select
        label="Scope"
        description="A key cannot exceed your own permissions."
        data={scopes}
        allowDeselect={false}
        value={scope}
        error={fieldError(make.error, 'scope')}
        onChange={(next) => change({ scope: scopes.find(({ value }) => value === next)?.value ?? scope })}
      />
      <Select
        label="Expires"
        data={expiries}
        allowDeselect={false}
        value={expiry}
        error={expiry === 'day' ? undefined : expiryError}
        onChange={(next) => change({ expiry: expiries.find(({ value }) => value === next)?.value ?? expiry })}
      />
      {expiry === 'day' && (
        <TextInput
          label="Last day"
          type="date"
          withAsterisk
          value={day}
          error={expiryError}
          onChange={(event) => change({ day: event.currentTarget.value })}
        />
      )}
    </FormModal>
  );
}
