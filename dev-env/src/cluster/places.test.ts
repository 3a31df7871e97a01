import { expect, test } from 'vitest'
import type { ComposeFile } from './compose-file.ts'
import { Places, PUBLIC_ADDRESS, PUBLIC_NAME } from './places.ts'

const at = (number: number) => ({ networks: { inside: { ipv4_address: `172.28.7.${number}` } } })
const compose: ComposeFile = {
  services: {
    sfu: { ...at(2), ports: ['44400-44409:44400-44409/udp'] },
    proxy: { ...at(3), ports: ['80:8080', '443:8443'], volumes: ['./deploy/x.cfg:/etc/x.cfg:ro'] },
    store: { ...at(4), volumes: ['store-data:/data'] },
  },
}
const places = new Places({ compose, root: '/src', folder: '/data/here', network: '127.28.9' })

test.each([
  ['store', 'http://proxy:8081/a', 'http://127.28.9.3:8081/a'],
  ['store', 'server proxy proxy:3000', 'server proxy 127.28.9.3:3000'],
  ['store', 'my-proxy:80 proxy2:80 proxy.example:80', 'my-proxy:80 proxy2:80 proxy.example:80'],
  ['store', '-ip=172.28.7.4 -bind=0.0.0.0:1', '-ip=127.28.9.4 -bind=127.28.9.4:1'],
  ['store', 'http://127.0.0.1:8333/status', 'http://127.28.9.4:8333/status'],
  ['store', 'denied=0.0.0.0-255.255.255.255', 'denied=0.0.0.0-255.255.255.255'],
  [
    'store',
    '-dir=/data /data/a /database',
    '-dir=/data/here/volumes/store-data /data/here/volumes/store-data/a /database',
  ],
  ['proxy', '-f /etc/x.cfg', '-f /data/here/proxy/etc/x.cfg'],
  ['sfu', PUBLIC_ADDRESS, '127.28.9.2'],
  ['store', `turn:${PUBLIC_ADDRESS}:44405`, 'turn:127.28.9.2:44405'],
  [
    'store',
    `https://${PUBLIC_NAME},https://a.example`,
    'https://127.28.9.3:8443,https://a.example',
  ],
])('%s reads %s as %s', (name, text, translated) => {
  expect(places.translate(name, text)).toBe(translated)
})

test('what nobody publishes is found nowhere', () => {
  expect(() => places.published(22)).toThrow('No service publishes port 22')
})
