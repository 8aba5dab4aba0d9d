/* Modules of the page outside a browser: what they read of a page while they are loaded stands here, and nothing else does. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';

export const given = JSON.parse(fs.readFileSync(0, 'utf8'));

globalThis.document = {
  getElementById: (id) =>
    id === 'landstock-config' && given.config ? { textContent: JSON.stringify(given.config) } : null,
};

/** A module of the page by its name. */
export const module = (name) => import(pathToFileURL(path.join(given.scripts, name)).href);

export const answer = (made) => process.stdout.write(JSON.stringify(made));
