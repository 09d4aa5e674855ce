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

const fresh = 'Requires a login or password entry within the last 10 minutes.';

/** For the user's own factors: not with API keys, and available before a required factor is set up. */
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
      summary: 'Get your second factors',
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
      summary: 'Start the setup of an authenticator app',
      description: `6-digit codes, RFC 6238. ${fresh}`,
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
      description: 'Codes are required from now on. The first factor ends all your other sessions.',
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
      summary: 'Get the WebAuthn options for a new passkey',
      description: `Valid for 5 minutes. ${fresh}`,
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
      summary: 'Remove one of your passkeys',
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
      summary: 'Replace your recovery codes',
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
