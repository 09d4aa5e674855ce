import { Accordion } from '@mantine/core';
import type { ReactNode } from 'react';
import { BasicsSection } from './basics-section.js';
import { ConfirmingSection } from './confirming-section.js';
import { ConnectionSection } from './connection-section.js';
import { ExpectationsSection } from './expectations-section.js';
import type { FormSection, FormState } from './form-state.js';
import classes from './monitor-form.module.css';
import { RequestSection } from './request-section.js';
import { sectionTitles, summaryOf } from './section-summaries.js';
import { WhereSection } from './where-section.js';

export const sectionContents: Readonly<Record<FormSection, ReactNode>> = {
  basics: <BasicsSection />,
  request: <RequestSection />,
  connection: <ConnectionSection />,
  right: <ExpectationsSection />,
  confirming: <ConfirmingSection />,
  where: <WhereSection />,
};

interface Props {
  readonly section: FormSection;
  readonly form: FormState;
  readonly isWrong: boolean;
}

/** The head of a section, with a summary and whether it contains errors. */
export function SectionControl({ section, form, isWrong }: Props) {
  return (
    <Accordion.Control>
      <span className={classes['sectionHead']}>
        <span className={classes['sectionTitle']}>{sectionTitles[section]}</span>
        <span className={classes['summary']} data-wrong={isWrong || undefined}>
          {isWrong ? 'Contains errors' : summaryOf(section, form)}
        </span>
      </span>
    </Accordion.Control>
  );
}
