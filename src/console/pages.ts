import { type Asset, createAsset, createTextAsset } from './assets.ts';
import {
  CONSOLE_CSS,
  CONSOLE_HTML,
  CONSOLE_JS,
  NO_REFERENCE_HTML,
  REFERENCE_HTML,
  REFERENCE_JS,
} from './page.ts';
import { loadSwaggerUi, SWAGGER_UI_FILES, type SwaggerUi, type SwaggerUiFile } from './swagger-ui.ts';

/** What browsers get. */
export interface Pages {
  readonly page: string;
  /** The API reference, or how to get it; null where there is to be none. */
  readonly reference: string | null;
  readonly assets: ReadonlyMap<string, Asset>;
  /** Files of the API reference; none where its package is not installed. */
  readonly swaggerUi: ReadonlyMap<string, Asset>;
}

const SCRIPT = 'text/javascript; charset=utf-8';

const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['console.css', createTextAsset('text/css; charset=utf-8', CONSOLE_CSS)],
  ['console.js', createTextAsset(SCRIPT, CONSOLE_JS)],
  ['reference.js', createTextAsset(SCRIPT, REFERENCE_JS)],
]);

export const ASSET_NAMES: readonly string[] = [...ASSETS.keys()];
export const SWAGGER_UI_NAMES: readonly string[] = Object.keys(SWAGGER_UI_FILES);

const toAssets = ({ version, read }: SwaggerUi): ReadonlyMap<string, Asset> =>
  new Map(
    (Object.entries(SWAGGER_UI_FILES) as [SwaggerUiFile, string][]).map(([name, type]) => [
      name,
      createAsset(type, version, () => read(name)),
    ]),
  );

/** Says the version of each file in its URL. */
const withVersions = (html: string, assets: ReadonlyMap<string, Asset>): string =>
  html.replace(/(?:assets|swagger-ui)\/([\w.-]+)/g, (url, name: string) => {
    const asset = assets.get(name);
    return asset === undefined ? url : `${url}?v=${encodeURIComponent(asset.version)}`;
  });

export async function createPages(swaggerUi: string | false | undefined): Promise<Pages> {
  const found = swaggerUi === false ? null : await loadSwaggerUi(swaggerUi);
  const files: ReadonlyMap<string, Asset> = found === null ? new Map() : toAssets(found);
  const all = new Map([...ASSETS, ...files]);
  const html = found === null ? NO_REFERENCE_HTML : REFERENCE_HTML;
  return {
    page: withVersions(CONSOLE_HTML, all),
    reference: swaggerUi === false ? null : withVersions(html, all),
    assets: ASSETS,
    swaggerUi: files,
  };
}
