import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { GatewayContext } from '../context/context.js';
import { Operation } from '../http/operation.js';
import { createLoginLink, createUser, deleteUser, updateUser } from './change-users.js';
import { listUsers, readUser } from './read-users.js';

const tag = 'Access';
const audit = { target: 'user' };

@Controller('users')
export class UsersController {
  constructor(private readonly context: GatewayContext) {}

  @Get()
  @Operation({ id: 'listUsers', access: 'admin', tag, summary: 'List users', response: contracts.userPage })
  list(@Query({ schema: contracts.listUsersQuery }) query: contracts.ListUsersQuery) {
    return listUsers(this.context, query);
  }

  @Post()
  @Operation({
    id: 'createUser',
    access: 'admin',
    audit,
    tag,
    summary: 'Create a user',
    description: 'Without a password the user logs in by login link or OIDC.',
    status: 201,
    response: contracts.user,
    responseHeaders: { Location: 'The path of the new user.' },
    problems: [409],
  })
  async create(
    @Body({ schema: contracts.createUser }) input: contracts.CreateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const created = await createUser(this.context, input);
    reply.header('location', `/api/v1/users/${created.id}`);
    return created;
  }

  @Get(':id')
  @Operation({ id: 'getUser', access: 'admin', tag, summary: 'Get a user', response: contracts.user, problems: [404] })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return readUser(this.context, id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateUser',
    access: 'admin',
    audit,
    tag,
    summary: 'Update a user',
    description:
      'Setting a password or disabling the user ends all of their sessions. The last admin cannot be demoted or disabled.',
    response: contracts.user,
    problems: [404, 409],
  })
  update(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateUser }) changes: contracts.UpdateUser,
  ) {
    return updateUser(this.context, id, changes);
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'deleteUser',
    access: 'admin',
    audit,
    tag,
    summary: 'Delete a user',
    description: 'Also deletes all sessions and API keys of the user.',
    status: 204,
    response: null,
    problems: [404, 409],
  })
  delete(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters): Promise<void> {
    return deleteUser(this.context, id);
  }

  @Post(':id/login-link')
  @Operation({
    id: 'createLoginLink',
    access: 'admin',
    audit,
    tag,
    summary: 'Create a one-time login link for a user',
    description: 'Valid for 24 hours. It is returned only once.',
    status: 201,
    response: contracts.loginLink,
    problems: [404],
  })
  createLoginLink(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return createLoginLink(this.context, id);
  }
}
