import type { StatusUpdateState } from '@wakeful/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm';

/** One row of `status_pages`; which monitors are in its groups is in `status_page_monitors`. */
@Entity('status_pages')
export class StatusPageEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  title!: string;

  @Column('text')
  description!: string;

  @Column('text', { nullable: true })
  logo!: string | null;

  @Column('text', { nullable: true })
  domain!: string | null;

  @Column('text')
  visibility!: 'public' | 'password';

  @Column('text', { nullable: true })
  passwordHash!: string | null;

  @Column('text', { array: true })
  groupNames!: string[];

  @Column('boolean')
  showUrl!: boolean;

  @Column('boolean')
  isPublished!: boolean;

  @VersionColumn({ type: 'integer' })
  version!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}

/** One row of `status_updates`: what a page says of an incident, whose messages are in `status_update_messages`. */
@Entity('status_updates')
export class StatusUpdateEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  pageId!: string;

  @Column('text')
  title!: string;

  @Column('text')
  state!: StatusUpdateState;

  @Column('timestamptz')
  startsAt!: Date;

  @Column('timestamptz', { nullable: true })
  resolvedAt!: Date | null;

  @VersionColumn({ type: 'integer' })
  version!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}
