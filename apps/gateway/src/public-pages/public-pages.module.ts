import { Module } from '@nestjs/common';
import { PageDomains } from './page-domains.js';
import { PublicPagesController } from './public-pages.controller.js';
import { PublishedPages } from './published-pages.js';

@Module({ controllers: [PublicPagesController], providers: [PublishedPages, PageDomains] })
export class PublicPagesModule {}
