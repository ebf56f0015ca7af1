import { startApi } from './api.mjs';
import { audiences, client, startProvider } from './provider.mjs';

const provider = await startProvider(Number(process.env.PROVIDER_PORT ?? 8081));
const api = await startApi(provider.url, Number(process.env.PORT ?? 8080));

const tokenFor = (resource) =>
  `$(curl -s -u '${client.client_id}:${encodeURIComponent(client.client_secret)}' -d grant_type=client_credentials -d scope=read \\
    -d resource=${resource} ${provider.url}/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;

process.stdout.write(`OpenID provider at ${provider.url}, API at ${api.url}. Try:

  # a signed token: checked with the keys of the provider
  curl -i -H "authorization: Bearer ${tokenFor(audiences.pets)}" ${api.url}/pets
  # an opaque one: the provider is asked about it
  curl -i -H "authorization: Bearer ${tokenFor(audiences.stock)}" ${api.url}/stock
  # none
  curl -i ${api.url}/pets
`);
