import { Module } from '@nestjs/common';
import { AnswerPage } from './answer-page.js';
import { EnterPage } from './enter-page.js';
import { PageDomains } from './page-domains.js';
import { PublicPagesController } from './public-pages.controller.js';
import { PublishedPages } from './published-pages.js';

@Module({
  controllers: [PublicPagesController],
  providers: [PublishedPages, PageDomains, AnswerPage, EnterPage],
})
export class PublicPagesModule {}
