import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './monitor.module.css';

interface Props {
  readonly title: string;
  /** For links to it. */
  readonly id?: string;
  /** What is set for all of it, on the right of its title. */
  readonly control?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the page, with its title. */
export function Section({ title, id, control, children }: Props) {
  const titleId = useId();
  return (
    <section id={id} className={classes['card']} aria-labelledby={titleId}>
      <div className={classes['cardHead']}>
        <Title order={2} size="h5" id={titleId}>
          {title}
        </Title>
        {control}
      </div>
      {children}
    </section>
  );
}
