import { beforeEach } from 'vitest';
import { resetVscode } from './user.ts';

beforeEach(resetVscode);
