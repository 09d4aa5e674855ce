import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { assertMonitorExists } from '../monitors/read-monitors.js';
import { updateWindow } from './change-windows.js';
import { listAllUncheckedTimes, listCorrections, listUncheckedTimes, listWindows, readWindow } from './read-windows.js';

const tag = 'Downtime';

@Controller()
export class DowntimeWindowsController {
  constructor(private readonly context: GatewayContext) {}

  @Get('downtime-windows')
  @Operation({
    id: 'listDowntimeWindows',
    access: 'viewer',
    tag,
    summary: 'List the downtime windows of all monitors, newest first',
    response: contracts.downtimeWindowPage,
  })
  list(@Query({ schema: contracts.listWindowsQuery }) query: contracts.ListWindowsQuery) {
    return listWindows(this.context, query);
  }

  @Get('monitors/:id/downtime-windows')
  @Operation({
    id: 'listMonitorDowntimeWindows',
    access: 'viewer',
    tag,
    summary: 'List the downtime windows of a monitor, newest first',
    response: contracts.downtimeWindowPage,
    problems: [404],
  })
  async listOfMonitor(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listMonitorWindowsQuery }) query: contracts.ListWindowsQuery,
  ) {
    await assertMonitorExists(this.context, id);
    return listWindows(this.context, { ...query, monitorId: id });
  }

  @Get('monitors/:id/downtime-corrections')
  @Operation({
    id: 'listDowntimeCorrections',
    access: 'viewer',
    tag,
    summary: "List the corrections of a monitor's downtime windows by late results, newest first",
    response: contracts.downtimeCorrectionPage,
    problems: [404],
  })
  async listCorrectionsOfMonitor(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listCorrectionsQuery }) query: contracts.ListCorrectionsQuery,
  ) {
    await assertMonitorExists(this.context, id);
    return listCorrections(this.context, { ...query, monitorId: id });
  }

  @Get('monitors/:id/unchecked-times')
  @Operation({
    id: 'listUncheckedTimes',
    access: 'viewer',
    tag,
    summary: 'List the times without data although checks were due, newest first',
    description:
      'An outage entirely within such a time has no downtime window. With several locations, none of them has data.',
    response: contracts.uncheckedTimePage,
    problems: [404],
  })
  listUncheckedTimesOfMonitor(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Query({ schema: contracts.listUncheckedTimesQuery }) query: contracts.ListUncheckedTimesQuery,
  ) {
    return listUncheckedTimes(this.context, id, query);
  }

  @Get('unchecked-times')
  @Operation({
    id: 'listAllUncheckedTimes',
    access: 'viewer',
    tag,
    summary: 'List the times without data of all monitors, newest first',
    description: 'In these times checks were due and none gave a result, so that an outage would have gone unnoticed.',
    response: contracts.monitorUncheckedTimePage,
  })
  listAllUncheckedTimes(
    @Query({ schema: contracts.listAllUncheckedTimesQuery }) query: contracts.ListAllUncheckedTimesQuery,
  ) {
    return listAllUncheckedTimes(this.context, query);
  }

  @Get('downtime-windows/:id')
  @Operation({
    id: 'getDowntimeWindow',
    access: 'viewer',
    tag,
    summary: 'Get a downtime window',
    response: contracts.downtimeWindow,
    problems: [404],
  })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return readWindow(this.context, id);
  }

  @Patch('downtime-windows/:id')
  @Operation({
    id: 'updateDowntimeWindow',
    access: 'editor',
    audit: { target: 'downtime window' },
    tag,
    summary: 'Set the root cause and notes of a downtime window',
    description: 'null clears a field.',
    response: contracts.downtimeWindow,
    problems: [404],
  })
  update(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateDowntimeWindow }) changes: contracts.UpdateDowntimeWindow,
  ) {
    return updateWindow(this.context, id, changes);
  }
}
