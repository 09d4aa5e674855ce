import { Accordion, Button, Group, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { WhoIsAlerted } from '../alerting/who-is-alerted.js';
import { bodyOf, client, type Schemas } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import { useLeaveGuard } from '../parts/use-leave-guard.js';
import { type Checked, checkedNew } from './field-problems.js';
import { fieldId, FormContext } from './form-context.js';
import { FormNotice } from './form-notice.js';
import type { FormState } from './form-state.js';
import { sectionsInOrder } from './form-state.js';
import classes from './monitor-form.module.css';
import { hasHiddenSecrets, withScheme } from './monitor-input.js';
import { sectionContents, SectionControl } from './sections.js';
import { TryResult } from './try-result.js';
import { useAttempts } from './use-attempts.js';

interface Props<Body> {
  readonly initial: FormState;
  readonly monitorId: string | null;
  readonly saveLabel: string;
  readonly cancelHref: string;
  check(form: FormState): Checked<Body>;
  send(body: Body): Promise<Schemas['Monitor']>;
  onSaved(monitor: Schemas['Monitor']): void;
  /** Shown when another user saved first; `retry` saves the form again. */
  conflict?(error: Problem, retry: () => void): ReactNode;
}

/** The configuration of a monitor: the URL first, everything else in sections. */
export function MonitorForm<Body>(props: Props<Body>) {
  const { initial, monitorId, check } = props;
  const [form, setForm] = useState(initial);
  const attempts = useAttempts(form, check);
  const guard = useLeaveGuard(form !== initial);
  const save = useMutation({
    mutationFn: props.send,
    onSuccess: (saved) => {
      guard.letGo();
      props.onSaved(saved);
    },
    onError: attempts.refuse,
  });
  const trial = useMutation({
    mutationFn: ({ body }: { body: Schemas['CreateMonitor']; form: FormState }) =>
      bodyOf(client.POST('/api/v1/check', { body })),
    onError: attempts.refuse,
  });
  const { shown } = attempts;
  const access = {
    form,
    monitorId,
    errorOf: (path: string) => shown.get(path),
    set: <Field extends keyof FormState>(field: Field, value: FormState[Field]): void => {
      setForm((before) => ({ ...before, [field]: value }));
      attempts.forget(field);
    },
  };
  const saveNow = (): void => {
    trial.reset();
    attempts.attempt(check(form), (body) => save.mutate(body));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saveNow();
  };
  const tryOut = (): void => {
    save.reset();
    attempts.attempt(checkedNew(form), (body) => trial.mutate({ body, form }));
  };
  return (
    <FormContext value={access}>
      {guard.question}
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <UrlField form={form} error={shown.get('url')} onChange={(url) => access.set('url', url)} />
          <Accordion
            multiple
            variant="separated"
            order={2}
            transitionDuration={0}
            keepMounted={false}
            value={attempts.opened}
            onChange={(opened) => attempts.setOpened(sectionsInOrder.filter((section) => opened.includes(section)))}
          >
            {sectionsInOrder.map((section) => (
              <Accordion.Item key={section} value={section}>
                <SectionControl section={section} form={form} isWrong={attempts.sections.has(section)} />
                <Accordion.Panel>{sectionContents[section]}</Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
          <FormNotice
            wrongFields={shown.size}
            rest={attempts.rest}
            error={save.error ?? trial.error}
            conflict={props.conflict && ((error) => props.conflict?.(error, saveNow))}
          />
          {form.enabled && <WhoIsAlerted monitor={{ id: monitorId, tags: form.tags }} />}
          <Group className={classes['actions']} gap="sm">
            <Button type="submit" loading={save.isPending}>
              {props.saveLabel}
            </Button>
            <Button variant="default" loading={trial.isPending} onClick={tryOut}>
              Test
            </Button>
            <Button variant="subtle" component={Link} href={props.cancelHref}>
              Cancel
            </Button>
          </Group>
          {hasHiddenSecrets(form) && (
            <Text size="sm" c="dimmed">
              Testing needs the secrets shown as ***. Enter them, or run a check on the monitor page.
            </Text>
          )}
        </Stack>
      </form>
      <div role="status">
        {trial.isPending && <Text size="sm">Testing…</Text>}
        {trial.data && <VisuallyHidden>Test result: {trial.data.status}.</VisuallyHidden>}
      </div>
      {trial.data && (
        <TryResult key={trial.submittedAt} result={trial.data} isOutdated={trial.variables.form !== form} />
      )}
    </FormContext>
  );
}

interface UrlFieldProps {
  readonly form: FormState;
  readonly error: string | undefined;
  onChange(url: string): void;
}

function UrlField({ form, error, onChange }: UrlFieldProps) {
  return (
    <TextInput
      id={fieldId('url')}
      label="URL"
      description="The page to monitor. Everything else is optional."
      placeholder="https://example.com/"
      size="md"
      inputMode="url"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      required
      error={error}
      value={form.url}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onBlur={() => withScheme(form.url) !== form.url && onChange(withScheme(form.url))}
    />
  );
}
