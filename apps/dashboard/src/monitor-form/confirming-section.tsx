import { Fieldset, SimpleGrid, Stack } from '@mantine/core';
import { NumberField, SwitchField } from './fields.js';
import { useForm } from './form-context.js';

export function ConfirmingSection() {
  const { hasBreaker } = useForm().form;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <NumberField field="confirmations" label="Retries before down" description="Extra failed checks needed." />
        <NumberField
          field="confirmationIntervalSeconds"
          label="Retry delay"
          unit="s"
          description="Time between retries."
        />
        <NumberField
          field="recoveryConfirmations"
          label="Checks before recovery"
          description="Extra successful checks needed."
        />
      </SimpleGrid>
      <Fieldset legend="Circuit breaker">
        <Stack>
          <SwitchField
            field="hasBreaker"
            path="circuitBreaker"
            label="Back off while down"
            description="Reduces load on a failing site."
          />
          {hasBreaker && (
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NumberField
                field="failureThreshold"
                path="circuitBreaker.failureThreshold"
                label="Consecutive failures"
              />
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
