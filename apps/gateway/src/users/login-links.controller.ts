import { Controller, Param, Post } from '@nestjs/common';
import * as contracts from '@wakeful/contracts';
import { Operation } from '../http/operation.js';
import { CreateLoginLink } from './create-login-link.js';

@Controller('users/:id/login-link')
export class LoginLinksController {
  constructor(private readonly createLoginLink: CreateLoginLink) {}

  @Post()
  @Operation({
    id: 'createLoginLink',
    access: 'admin',
    audit: { target: 'user' },
    tag: 'Access',
    summary: 'Make a link that logs a user in once',
    description: 'Valid for 24 hours. It is shown only here.',
    status: 201,
    response: contracts.loginLink,
    problems: [404],
  })
  create(@Param({ schema: contracts.idParameters }) { id }: contracts.IdParameters) {
    return this.createLoginLink.execute(id);
  }
}
