import { Body, Controller, Delete, Get, HttpCode, Param, Put, Req } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyRequest } from 'fastify';
import { SecondFactorRule } from '../access/second-factor-check.js';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { callerOf, principalOf } from '../identity/principal.js';
import { readUser } from '../users/read-users.js';
import { changeAccessRules } from './change-access-rules.js';
import { resetSecondFactors } from './change-second-factors.js';
import { readAccessRules, readSecondFactors } from './read-second-factors.js';

const tag = 'Access';

/** How admins manage the second factors of users. */
@Controller()
export class AccessRulesController {
  constructor(
    private readonly context: GatewayContext,
    private readonly rule: SecondFactorRule,
  ) {}

  @Get('access-rules')
  @Operation({
    id: 'getAccessRules',
    access: 'admin',
    tag,
    summary: 'Get whether a second factor is required, and which users have one',
    response: contracts.accessRules,
  })
  rules() {
    return readAccessRules(this.context);
  }

  @Put('access-rules')
  @Operation({
    id: 'changeAccessRules',
    access: 'admin',
    audit: { none: 'It writes its own line.' },
    tag,
    summary: 'Require a second factor, or stop requiring it',
    description:
      'Applies to users who log in with a password or a link: until they have one, they can only set one up. API keys and ' +
      'OIDC logins are not affected.',
    response: contracts.accessRules,
  })
  async change(
    @Body({ schema: contracts.changeAccessRules }) input: contracts.ChangeAccessRules,
    @Req() request: FastifyRequest,
  ) {
    const principal = principalOf(request);
    const rules = await changeAccessRules(this.context, input, principal, callerOf(request, principal.method));
    this.rule.forget();
    return rules;
  }

  @Get('users/:id/second-factors')
  @Operation({
    id: 'getSecondFactorsOfUser',
    access: 'admin',
    tag,
    summary: 'Get the second factors of a user',
    response: contracts.secondFactors,
    problems: [404],
  })
  async factors(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    await readUser(this.context, id);
    return readSecondFactors(this.context, id);
  }

  @Delete('users/:id/second-factors')
  @HttpCode(204)
  @Operation({
    id: 'resetSecondFactors',
    access: 'admin',
    audit: { target: 'second factors' },
    tag,
    summary: 'Reset the second factors of a user',
    description: 'Also deletes passkeys and recovery codes, and ends all sessions of the user. The password is kept.',
    status: 204,
    response: null,
    problems: [404],
  })
  reset(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters): Promise<void> {
    return resetSecondFactors(this.context, id);
  }
}
