import { Fieldset, PasswordInput, Radio, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { DraftConflict } from '../parts/draft-conflict.js';
import { fieldError } from '../parts/field-error.js';
import { FormModal } from '../parts/form-modal.js';
import { useDraft } from '../parts/use-draft.js';
import { GroupsEditor } from './groups-editor.js';
import { LogoInput } from './logo-input.js';
import { bodyOf, draftOf, type PageDraft, slugOf } from './page-draft.js';
import { readStatusPage, type StatusPage, useSaveStatusPage } from './use-status-pages.js';

const shape = { draftOf, bodyOf };

interface PageFormProps {
  page: StatusPage | null;
  onSaved: (page: StatusPage) => void;
  onClose: () => void;
}

/** Creates a status page (null) or edits one. */
export function PageForm({ page, onSaved, onClose }: PageFormProps) {
  const typed = useDraft(page, shape);
  const save = useSaveStatusPage(page, onSaved);
  const error = typed.remaining(save.error);
  return (
    <FormModal
      title={page ? `Edit ${page.title}` : 'New status page'}
      action={page ? 'Save' : 'Create page'}
      error={error}
      isPending={save.isPending}
      onSubmit={() => save.mutate(typed.attempt())}
      onClose={onClose}
      conflict={(refusal) => (
        <DraftConflict error={refusal} kind="status page" item={page} read={readStatusPage} typed={typed} save={save} />
      )}
    >
      <HeadFields draft={typed.draft} error={error} onChange={typed.change} />
      <GroupsEditor groups={typed.draft.groups} error={error} onChange={(groups) => typed.change({ groups })} />
      <AccessFields
        draft={typed.draft}
        error={error}
        hasPassword={page?.visibility === 'password'}
        onChange={typed.change}
      />
    </FormModal>
  );
}

interface FieldsProps {
  draft: PageDraft;
  error: Error | null;
  onChange: (part: Partial<PageDraft>) => void;
}

function HeadFields({ draft, error, onChange }: FieldsProps) {
  const slug = draft.slug ?? slugOf(draft.title);
  return (
    <>
      <TextInput
        label="Title"
        withAsterisk
        data-autofocus
        value={draft.title}
        error={fieldError(error, 'title')}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <TextInput
        label="URL slug"
        withAsterisk
        description={`URL: ${window.location.origin}/status/${slug === '' ? '…' : slug}`}
        value={slug}
        error={fieldError(error, 'slug')}
        onChange={(event) => onChange({ slug: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        description="Shown below the title."
        autosize
        minRows={1}
        maxRows={6}
        value={draft.description}
        error={fieldError(error, 'description')}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <LogoInput value={draft.logo} error={fieldError(error, 'logo')} onChange={(logo) => onChange({ logo })} />
    </>
  );
}

function AccessFields({ draft, error, hasPassword, onChange }: FieldsProps & { hasPassword: boolean }) {
  return (
    <Fieldset legend="Visibility & domain">
      <Stack gap="sm">
        <Radio.Group
          label="Visibility"
          value={draft.visibility}
          error={fieldError(error, 'visibility')}
          onChange={(next) => onChange({ visibility: next === 'password' ? 'password' : 'public' })}
        >
          <Stack gap={6} mt={6}>
            <Radio value="public" label="Public" />
            <Radio value="password" label="Password-protected" />
          </Stack>
        </Radio.Group>
        {draft.visibility === 'password' && (
          <PasswordInput
            label="Page password"
            description={
              hasPassword
                ? 'Leave empty to keep it. A new password ends all existing access.'
                : 'At least 8 characters. It is not shown again.'
            }
            autoComplete="new-password"
            withAsterisk={!hasPassword}
            value={draft.password}
            error={fieldError(error, 'password')}
            onChange={(event) => onChange({ password: event.currentTarget.value })}
          />
        )}
        <TextInput
          label="Custom domain"
          description="Such as status.shop.example. Point its DNS at Wakeful; the domain then serves only this page."
          autoCapitalize="off"
          spellCheck={false}
          value={draft.domain}
          error={fieldError(error, 'domain')}
          onChange={(event) => onChange({ domain: event.currentTarget.value })}
        />
        <Switch
          label="Show monitor URLs"
          description="If off, only names are shown."
          checked={draft.showUrl}
          onChange={(event) => onChange({ showUrl: event.currentTarget.checked })}
        />
        <Switch
          label="Published"
          description="Unpublished pages return 404."
          checked={draft.isPublished}
          onChange={(event) => onChange({ isPublished: event.currentTarget.checked })}
        />
      </Stack>
    </Fieldset>
  );
}
