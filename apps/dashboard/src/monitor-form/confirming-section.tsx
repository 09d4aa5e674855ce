import { Fieldset, SimpleGrid, Stack } from '@mantine/core';
import { NumberField, SwitchField } from './fields.js';
import { useForm } from './form-context.js';

export function ConfirmingSection() {
  const { hasBreaker } = useForm().form;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NumberField
          field="confirmations"
          label="Confirm a failure"
          description="More failures before it counts as down."
        />
        <NumberField
          field="confirmationIntervalSeconds"
          label="Confirm after"
          unit="s"
          description="Between these checks."
        />
        <NumberField
          field="recoveryConfirmations"
          label="Confirm a recovery"
          description="More successes before it counts as up."
        />
      </SimpleGrid>
      <Fieldset legend="Circuit breaker">
        <Stack>
          <SwitchField
            field="hasBreaker"
            path="circuitBreaker"
            label="Check less often while it stays down"
            description="Spares a page that cannot answer."
          />
          {hasBreaker && (
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NumberField field="failureThreshold" path="circuitBreaker.failureThreshold" label="Failures in a row" />
              <NumberField
                field="cooldownSeconds"
                path="circuitBreaker.cooldownSeconds"
                label="Then check every"
                unit="s"
              />
            </SimpleGrid>
          )}
        </Stack>
      </Fieldset>
    </Stack>
  );
}
