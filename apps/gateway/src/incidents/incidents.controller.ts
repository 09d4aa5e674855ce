import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyRequest } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { principalOf } from '../identity/principal.js';
import { acknowledge, addNote, join, split, updateIncident } from './change-incidents.js';
import { listIncidents, listIncidentWindows, readIncident } from './read-incidents.js';

const tag = 'Incidents';
const audit = { target: 'incident' };

@Controller('incidents')
export class IncidentsController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({
    id: 'listIncidents',
    access: 'viewer',
    tag,
    summary: 'List the incidents, newest first',
    description: 'An incident holds the downtime windows that have one cause.',
    response: contracts.incidentPage,
  })
  list(@Query({ schema: contracts.listIncidentsQuery }) query: contracts.ListIncidentsQuery) {
    return listIncidents(this.context, query);
  }

  @Get(':id')
  @Operation({
    id: 'getIncident',
    access: 'viewer',
    tag,
    summary: 'Get an incident',
    response: contracts.incident,
    problems: [404],
  })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return readIncident(this.context, id);
  }

  @Get(':id/downtime-windows')
  @Operation({
    id: 'listIncidentDowntimeWindows',
    access: 'viewer',
    tag,
    summary: 'List the downtime windows of an incident, in the order in which they began',
    response: contracts.incidentWindowPage,
    problems: [404],
  })
  listWindows(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listIncidentWindowsQuery }) query: contracts.ListIncidentWindowsQuery,
  ) {
    return listIncidentWindows(this.context, id, query);
  }

  @Patch(':id')
  @Operation({
    id: 'updateIncident',
    access: 'editor',
    audit,
    tag,
    summary: 'Set the root cause and the owner of an incident',
    description:
      'null clears a field. The root cause is also written to those of its downtime windows about which nothing else was written.',
    response: contracts.incident,
    problems: [404],
  })
  update(
    @Req() request: FastifyRequest,
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateIncident }) changes: contracts.UpdateIncident,
  ) {
    return updateIncident(this.context, principalOf(request), id, changes);
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Operation({
    id: 'acknowledgeIncident',
    access: 'editor',
    audit,
    tag,
    summary: 'Acknowledge an incident: no more reminders are sent of it',
    response: contracts.incident,
    problems: [404],
  })
  acknowledge(
    @Req() request: FastifyRequest,
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.acknowledgeIncident }) input: contracts.AcknowledgeIncident,
  ) {
    return acknowledge(this.context, principalOf(request), id, input);
  }

  @Post(':id/notes')
  @HttpCode(200)
  @Operation({
    id: 'addIncidentNote',
    access: 'editor',
    audit,
    tag,
    summary: 'Write a note in the timeline of an incident',
    response: contracts.incident,
    problems: [404],
  })
  addNote(
    @Req() request: FastifyRequest,
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.addIncidentNote }) input: contracts.AddIncidentNote,
  ) {
    return addNote(this.context, principalOf(request), id, input);
  }

  @Post(':id/join')
  @HttpCode(200)
  @Operation({
    id: 'joinIncidents',
    access: 'editor',
    audit,
    tag,
    summary: 'Put the downtime windows and notes of other incidents into this one',
    description: 'The others are gone afterwards. What was alerted of them stays in its own threads.',
    response: contracts.incident,
    problems: [404],
  })
  join(
    @Req() request: FastifyRequest,
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.joinIncidents }) input: contracts.JoinIncidents,
  ) {
    return join(this.context, principalOf(request), id, input);
  }

  @Post(':id/split')
  @HttpCode(200)
  @Operation({
    id: 'splitIncident',
    access: 'editor',
    audit,
    tag,
    summary: 'Make an incident of its own of some downtime windows',
    description: 'The answer is the new incident.',
    response: contracts.incident,
    problems: [404, 409],
  })
  split(
    @Req() request: FastifyRequest,
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.splitIncident }) input: contracts.SplitIncident,
  ) {
    return split(this.context, principalOf(request), id, input);
  }
}
