import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import type { FastifyReply } from 'fastify';
import { Operation } from '../http/operation.js';
import { CreateUser } from './create-user.js';
import { DeleteUser } from './delete-user.js';
import { GetUser } from './get-user.js';
import { ListUsers } from './list-users.js';
import { UpdateUser } from './update-user.js';

const tag = 'Access';
const audit = { target: 'user' };

@Controller('users')
export class UsersController {
  constructor(
    private readonly listUsers: ListUsers,
    private readonly getUser: GetUser,
    private readonly createUser: CreateUser,
    private readonly updateUser: UpdateUser,
    private readonly deleteUser: DeleteUser,
  ) {}

  @Get()
  @Operation({ id: 'listUsers', access: 'admin', tag, summary: 'List users', response: contracts.userPage })
  list(@Query({ schema: contracts.listUsersQuery }) query: contracts.ListUsersQuery) {
    return this.listUsers.execute(query);
  }

  @Post()
  @Operation({
    id: 'createUser',
    access: 'admin',
    audit,
    tag,
    summary: 'Add a user',
    description: 'Without a password the user comes in by a login link or by OIDC.',
    status: 201,
    response: contracts.user,
    responseHeaders: { Location: 'The path of the new user.' },
    problems: [409],
  })
  async create(
    @Body({ schema: contracts.createUser }) input: contracts.CreateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const created = await this.createUser.execute(input);
    reply.header('location', `/api/v1/users/${created.id}`);
    return created;
  }

  @Get(':id')
  @Operation({ id: 'getUser', access: 'admin', tag, summary: 'Get a user', response: contracts.user, problems: [404] })
  get(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return this.getUser.execute(id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateUser',
    access: 'admin',
    audit,
    tag,
    summary: 'Change a user',
    description: 'A new password, and being disabled, end all sessions of the user. The last admin stays one.',
    response: contracts.user,
    problems: [404, 409],
  })
  update(
    @Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters,
    @Body({ schema: contracts.updateUser }) changes: contracts.UpdateUser,
  ) {
    return this.updateUser.execute(id, changes);
  }

  @Delete(':id')
  @HttpCode(204)
  @Operation({
    id: 'deleteUser',
    access: 'admin',
    audit,
    tag,
    summary: 'Delete a user',
    description: 'With all sessions and API keys of the user.',
    status: 204,
    response: null,
    problems: [404, 409],
  })
  delete(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters): Promise<void> {
    return this.deleteUser.execute(id);
  }
}
