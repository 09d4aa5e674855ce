import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './monitor.module.css';

interface Props {
  readonly title: string;
  /** The anchor for links. */
  readonly id?: string;
  /** The controls to the right of the title. */
  readonly control?: ReactNode;
  readonly children: ReactNode;
}

/** A titled section of the page. */
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
