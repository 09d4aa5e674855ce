import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyRequest } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { Operation, type OperationDescription } from '../http/operation.js';
import { callerOf, principalOf } from '../identity/caller.js';
import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  removePasskey,
  removeTotp,
  renewRecoveryCodes,
} from './change-second-factors.js';
import { readSecondFactors } from './read-second-factors.js';

const fresh = 'The login, or the last time that the password was entered, must be within ten minutes.';

/** A person's own: no key does it for them, and those may use it who have yet to set something up. */
const own = (description: Omit<OperationDescription, 'access' | 'tag'>): OperationDescription => ({
  access: 'viewer',
  keyAccess: 'none',
  isForEnrolment: true,
  tag: 'Access',
  audit: { none: 'It writes its own line.' },
  ...description,
});

@Controller('session/second-factors')
export class SecondFactorsController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation(
    own({
      id: 'getSecondFactors',
      summary: 'What you log in with beside the password',
      response: contracts.secondFactors,
    }),
  )
  get(@Req() request: FastifyRequest) {
    return readSecondFactors(this.context, principalOf(request).id);
  }

  @Post('totp')
  @Operation(
    own({
      id: 'beginTotp',
      audit: { none: 'Nothing counts before its first code is confirmed.' },
      summary: 'Begin to set an authenticator app up',
      description: `Codes of six digits as in RFC 6238. ${fresh}`,
      status: 201,
      response: contracts.totpSecret,
      problems: [409],
    }),
  )
  beginTotp(@Req() request: FastifyRequest) {
    return beginTotp(this.context, principalOf(request));
  }

  @Post('totp/confirmation')
  @HttpCode(200)
  @Operation(
    own({
      id: 'confirmTotp',
      summary: 'Confirm the first code of an authenticator app',
      description: 'From now on it is asked for. The first factor ends all your other sessions.',
      response: contracts.recoveryCodes,
      problems: [409],
    }),
  )
  confirmTotp(
    @Body({ schema: contracts.confirmTotp }) { code }: contracts.ConfirmTotp,
    @Req() request: FastifyRequest,
  ) {
    const principal = principalOf(request);
    return confirmTotp(this.context, principal, code, callerOf(request, principal.method));
  }

  @Delete('totp')
  @HttpCode(204)
  @Operation(
    own({
      id: 'removeTotp',
      summary: 'Remove your authenticator app',
      description: fresh,
      status: 204,
      response: null,
      problems: [409],
    }),
  )
  removeTotp(@Req() request: FastifyRequest): Promise<void> {
    const principal = principalOf(request);
    return removeTotp(this.context, principal, callerOf(request, principal.method));
  }

  @Post('passkeys/options')
  @HttpCode(200)
  @Operation(
    own({
      id: 'beginPasskey',
      audit: { none: 'Nothing changes before the passkey is there.' },
      summary: 'What a browser needs to make a passkey',
      description: `Good for five minutes. ${fresh}`,
      response: contracts.passkeyOptions,
    }),
  )
  beginPasskey(@Req() request: FastifyRequest) {
    return beginPasskey(this.context, principalOf(request));
  }

  @Post('passkeys')
  @Operation(
    own({
      id: 'addPasskey',
      summary: 'Add a passkey',
      description: `The first factor ends all your other sessions. ${fresh}`,
      status: 201,
      response: contracts.recoveryCodes,
      problems: [409],
    }),
  )
  addPasskey(@Body({ schema: contracts.addPasskey }) input: contracts.AddPasskey, @Req() request: FastifyRequest) {
    const principal = principalOf(request);
    return addPasskey(this.context, principal, input, callerOf(request, principal.method));
  }

  @Delete('passkeys/:id')
  @HttpCode(204)
  @Operation(
    own({
      id: 'removePasskey',
      summary: 'Remove a passkey of yours',
      description: fresh,
      status: 204,
      response: null,
      problems: [404],
    }),
  )
  removePasskey(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const principal = principalOf(request);
    return removePasskey(this.context, principal, id, callerOf(request, principal.method));
  }

  @Post('recovery-codes')
  @Operation(
    own({
      id: 'renewRecoveryCodes',
      summary: 'Make new recovery codes in place of the old ones',
      description: fresh,
      status: 201,
      response: contracts.recoveryCodes,
      problems: [409],
    }),
  )
  renewRecoveryCodes(@Req() request: FastifyRequest) {
    const principal = principalOf(request);
    return renewRecoveryCodes(this.context, principal, callerOf(request, principal.method));
  }
}
