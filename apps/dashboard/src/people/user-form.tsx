import { PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { type Role, roleChoices, useAddUser, useChangeUser, type User } from './use-users.js';

export function AddUserForm({ onAdded, onClose }: { onAdded: (user: User) => void; onClose: () => void }) {
  const [form, setForm] = useState({ email: '', name: '', role: 'viewer' as Role, password: '' });
  const add = useAddUser(onAdded);
  const change = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const submit = (): void => {
    const { email, name, role, password } = form;
    add.mutate({
      email: email.trim(),
      role,
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(password === '' ? {} : { password }),
    });
  };
  return (
    <FormModal
      title="New user"
      action="Create user"
      size="md"
      error={add.error}
      isPending={add.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Email address"
        type="email"
        withAsterisk
        data-autofocus
        autoComplete="off"
        value={form.email}
        error={fieldError(add.error, 'email')}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <TextInput
        label="Name"
        description="Defaults to the name in the email address."
        autoComplete="off"
        value={form.name}
        error={fieldError(add.error, 'name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <RoleSelect value={form.role} error={add.error} onChange={(role) => change({ role })} />
      <PasswordInput
        label="Password"
        description="At least 12 characters. Leave empty to create a login link."
        autoComplete="new-password"
        value={form.password}
        error={fieldError(add.error, 'password')}
        onChange={(event) => change({ password: event.currentTarget.value })}
      />
    </FormModal>
  );
}

export function EditUserForm({ user, onClose }: { user: User; onClose: () => void }) {
  const [form, setForm] = useState({ email: user.email, name: user.name, role: user.role, enabled: user.enabled });
  const save = useChangeUser(user, onClose);
  const change = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  return (
    <FormModal
      title={`Edit ${user.name}`}
      action="Save"
      size="md"
      error={save.error}
      isPending={save.isPending}
      onSubmit={() => save.mutate(changesOf(user, form))}
      onClose={onClose}
    >
      <TextInput
        label="Email address"
        type="email"
        withAsterisk
        autoComplete="off"
        value={form.email}
        error={fieldError(save.error, 'email')}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <TextInput
        label="Name"
        withAsterisk
        autoComplete="off"
        value={form.name}
        error={fieldError(save.error, 'name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <RoleSelect value={form.role} error={save.error} onChange={(role) => change({ role })} />
      <Switch
        label="Login enabled"
        description="Turning this off ends all sessions of the user."
        checked={form.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
    </FormModal>
  );
}

/** Only changed fields are sent, so that concurrent changes by others are not reverted. */
function changesOf(user: User, form: Pick<User, 'email' | 'name' | 'role' | 'enabled'>) {
  const wanted = { ...form, email: form.email.trim(), name: form.name.trim() };
  return {
    ...(wanted.email === user.email ? {} : { email: wanted.email }),
    ...(wanted.name === user.name ? {} : { name: wanted.name }),
    ...(wanted.role === user.role ? {} : { role: wanted.role }),
    ...(wanted.enabled === user.enabled ? {} : { enabled: wanted.enabled }),
  };
}

interface RoleSelectProps {
  value: Role;
  error: Error | null;
  onChange: (role: Role) => void;
}

function RoleSelect({ value, error, onChange }: RoleSelectProps) {
  return (
    <Select
      label="Role"
      data={roleChoices}
      allowDeselect={false}
      value={value}
      error={fieldError(error, 'role')}
      onChange={(next) => {
        const role = roleChoices.find((one) => one.value === next);
        if (role) onChange(role.value);
      }}
    />
  );
}
