import Type from 'typebox'
import { defaulted, derived, optional } from './setting.ts'

/** A name whose last part is a number is none: it is an IPv4 address, or nothing. */
const NAME = '(?=(.*[.])?[^.]*[A-Za-z][^.]*$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?'
const BYTE = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
const HOST_PATTERN = `^${NAME}$|^(${BYTE}[.]){3}${BYTE}$|^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$`
const Host = Type.String({ pattern: HOST_PATTERN, title: 'an IP address or a host name' })
const Port = Type.Integer({ minimum: 0, maximum: 65_535 })
const Count = (maximum: number) => Type.Integer({ minimum: 1, maximum })
const Path = Type.String({ minLength: 1, title: 'a path' })

/** Every setting there is. The only place that knows the names of variables. */
export const DEFINITIONS = {
  port: defaulted({
    variable: 'PORT',
    about: 'TCP port of the pages, the HTTP API and the WebSocket. 0 takes any free port.',
    schema: Port,
    fallback: 3000,
  }),
  host: defaulted({
    variable: 'VISAVIS_HOST',
    about: 'Address to listen on. 127.0.0.1 is this machine alone, 0.0.0.0 is every network.',
    schema: Host,
    fallback: '127.0.0.1',
  }),
  https: defaulted({
    variable: 'VISAVIS_HTTPS',
    about:
      'Serve HTTPS with a self-signed certificate. Browsers give camera and microphone to pages of other machines over HTTPS only.',
    schema: Type.Boolean(),
    fallback: false,
  }),
  announcedAddress: derived({
    variable: 'VISAVIS_ANNOUNCED_ADDRESS',
    about: 'Address that browsers send their media to, such as the public one of a NAT.',
    schema: Host,
    derived: "VISAVIS_HOST, or the machine's first external IPv4 address where that is 0.0.0.0",
    example: '203.0.113.7',
  }),
  rtcPort: defaulted({
    variable: 'VISAVIS_RTC_PORT',
    about:
      'First media port. Each worker takes one UDP and one TCP port, counting up from it. 0 takes any free ports.',
    schema: Port,
    fallback: 44_400,
  }),
  dataDir: defaulted({
    variable: 'VISAVIS_DATA_DIR',
    about: 'Folder of the embedded database and of generated keys.',
    schema: Path,
    fallback: './data',
  }),
  workers: derived({
    variable: 'VISAVIS_WORKERS',
    about: 'Media workers, each one thread.',
    schema: Count(256),
    derived: 'one for each core',
    example: '2',
  }),
  logLevel: defaulted({
    variable: 'VISAVIS_LOG_LEVEL',
    about: 'The least severe level that is logged.',
    schema: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    fallback: 'info',
  }),
  mediasoupWorker: optional({
    variable: 'VISAVIS_MEDIASOUP_WORKER',
    about: 'The mediasoup-worker binary to run instead of the one that set-up provides.',
    schema: Path,
    example: '/opt/mediasoup/mediasoup-worker',
  }),
  origins: defaulted({
    variable: 'VISAVIS_ORIGINS',
    about:
      'Origins whose pages may connect, separated by commas. Without it only pages that this server itself serves.',
    schema: Type.Array(
      Type.String({
        pattern: '^https?://[^/?#\\s]+$',
        title: 'an origin such as https://shop.example',
      }),
    ),
    fallback: [],
    example: 'https://shop.example,https://www.shop.example',
  }),
  trustedProxies: defaulted({
    variable: 'VISAVIS_TRUSTED_PROXIES',
    about:
      "Addresses or networks of the proxies in front, separated by commas. Their word is taken for the client's address and for HTTPS (X-Forwarded-For, X-Forwarded-Proto).",
    schema: Type.Array(
      Type.String({
        pattern: '^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(/[0-9]{1,3})?$',
        title: 'an address or a network such as 10.0.0.0/8',
      }),
    ),
    fallback: [],
    example: '127.0.0.1,10.0.0.0/8',
  }),
  databaseUrl: optional({
    variable: 'VISAVIS_DATABASE_URL',
    about: 'PostgreSQL 15 or later. Without it an embedded database in VISAVIS_DATA_DIR.',
    schema: Type.String({ pattern: '^postgres(ql)?://', title: 'a postgres:// URL' }),
    secret: true,
    example: 'postgres://visavis@db.example/visavis',
  }),
  redisUrl: optional({
    variable: 'VISAVIS_REDIS_URL',
    about:
      'Redis 7 or later, through which several processes on one database tell each other what is new: redis://host:6379, or redis+sentinel://host:26379,host:26379/name with the Sentinels and the name of the primary they watch. rediss and rediss+sentinel for TLS. Signaling needs VISAVIS_DATABASE_URL too.',
    schema: Type.String({
      pattern:
        '^rediss?(://([^@/]*@)?[^@/,?#]+/?|\\+sentinel://([^@/]*@)?[^@/?#]+/[A-Za-z0-9_.-]+)$',
      title: 'a redis:// or redis+sentinel:// URL',
    }),
    secret: true,
    example: 'redis+sentinel://10.0.0.1:26379,10.0.0.2:26379,10.0.0.3:26379/visavis',
  }),
  sfuUrl: optional({
    variable: 'VISAVIS_SFU_URL',
    about:
      'Control socket of a media node in another process. Without it media nodes are found through VISAVIS_REDIS_URL; without that too media runs in this process.',
    schema: Type.String({ pattern: '^wss?://', title: 'a ws:// or wss:// URL' }),
    example: 'ws://127.0.0.1:3900',
  }),
  sfuHost: defaulted({
    variable: 'VISAVIS_SFU_HOST',
    about:
      'Address of the control socket of a media node that runs as its own process. Keep it private: browsers never need it.',
    schema: Host,
    fallback: '127.0.0.1',
  }),
  sfuPort: defaulted({
    variable: 'VISAVIS_SFU_PORT',
    about:
      'TCP port of that control socket, and of its /healthz and /metrics. 0 takes any free port.',
    schema: Port,
    fallback: 3900,
  }),
  sfuSecret: optional({
    variable: 'VISAVIS_SFU_SECRET',
    about: 'Shared by signaling and media nodes that run as processes of their own.',
    schema: Type.String({ minLength: 16, title: 'at least 16 characters' }),
    secret: true,
  }),
  sfuTlsCert: optional({
    variable: 'VISAVIS_SFU_TLS_CERT',
    about:
      'Certificate of this process for control sockets, PEM: media nodes then serve wss and take only who shows one that VISAVIS_SFU_TLS_CA signed. Its names are what VISAVIS_SFU_ANNOUNCED_URL says.',
    schema: Path,
    example: '/etc/visavis/link.pem',
  }),
  sfuTlsKey: optional({
    variable: 'VISAVIS_SFU_TLS_KEY',
    about: 'The key of that certificate, PEM.',
    schema: Path,
    example: '/etc/visavis/link.key',
  }),
  sfuTlsCa: optional({
    variable: 'VISAVIS_SFU_TLS_CA',
    about: 'The authority whose certificates signaling and media nodes take from each other, PEM.',
    schema: Path,
    example: '/etc/visavis/link-ca.pem',
  }),
  sfuAnnouncedUrl: optional({
    variable: 'VISAVIS_SFU_ANNOUNCED_URL',
    about:
      'Where signaling and other media nodes reach the control socket of this media node, when it is found through VISAVIS_REDIS_URL. Without it VISAVIS_SFU_HOST, or VISAVIS_ANNOUNCED_ADDRESS where that is 0.0.0.0.',
    schema: Type.String({ pattern: '^wss?://', title: 'a ws:// or wss:// URL' }),
    example: 'ws://10.0.0.5:3900',
  }),
  pipePorts: optional({
    variable: 'VISAVIS_PIPE_PORTS',
    about:
      'UDP ports of VISAVIS_SFU_HOST over which media nodes send tracks to each other. Any free ones without it.',
    schema: Type.String({
      pattern: '^[0-9]{1,5}-[0-9]{1,5}$',
      title: 'a range such as 45000-45099',
    }),
    example: '45000-45099',
  }),
  region: optional({
    variable: 'VISAVIS_REGION',
    about:
      'Name of the region this process is in. Calls go to media nodes of the same region while there are any.',
    schema: Type.String({ pattern: '^[a-z0-9-]{1,32}$', title: 'a name such as eu-1' }),
    example: 'eu-1',
  }),
  drainSeconds: defaulted({
    variable: 'VISAVIS_DRAIN_SECONDS',
    about:
      'How long a media node that is told to stop waits for its calls to end or to move to other nodes.',
    schema: Type.Integer({ minimum: 0, maximum: 86_400 }),
    fallback: 20,
  }),
  turnUrls: defaulted({
    variable: 'VISAVIS_TURN_URLS',
    about:
      'TURN relays for browsers whose network lets neither UDP nor TCP through to the media ports, separated by commas. Needs VISAVIS_TURN_SECRET.',
    schema: Type.Array(
      Type.String({
        pattern: '^turns?:[^\\s?/@]+(\\?transport=(udp|tcp))?$',
        title: 'a TURN URL such as turns:turn.example:443?transport=tcp',
      }),
    ),
    fallback: [],
    example: 'turn:turn.example:3478,turns:turn.example:443?transport=tcp',
  }),
  turnSecret: optional({
    variable: 'VISAVIS_TURN_SECRET',
    about:
      "The relays' shared secret (coturn: use-auth-secret, static-auth-secret). Each session gets credentials of its own for a day.",
    schema: Type.String({ minLength: 16, title: 'at least 16 characters' }),
    secret: true,
  }),
  socketsPerAddress: defaulted({
    variable: 'VISAVIS_SOCKETS_PER_ADDRESS',
    about: 'WebSockets that one network address may hold at a time.',
    schema: Count(1_000_000),
    fallback: 50,
  }),
  messagesPerSecond: defaulted({
    variable: 'VISAVIS_MESSAGES_PER_SECOND',
    about: 'Messages a second that one WebSocket may send for long; short bursts may be larger.',
    schema: Count(10_000),
    fallback: 50,
  }),
  recording: defaulted({
    variable: 'VISAVIS_RECORDING',
    about:
      'Who has to consent before a call is recorded: all-parties (everybody who is there), record-consenting-only (each for themselves) or never. A room may say otherwise.',
    schema: Type.Enum(['all-parties', 'record-consenting-only', 'never']),
    fallback: 'all-parties',
  }),
  jurisdiction: defaulted({
    variable: 'VISAVIS_JURISDICTION',
    about: 'Whose law the consent notice follows: eu, or default.',
    schema: Type.Enum(['eu', 'default']),
    fallback: 'eu',
  }),
  controller: optional({
    variable: 'VISAVIS_CONTROLLER',
    about: "Who records, as the consent notice names them. Without it the tenant's name.",
    schema: Type.String({ minLength: 1, maxLength: 200, title: 'a name' }),
    example: 'Acme GmbH, Berlin',
  }),
  privacyUrl: optional({
    variable: 'VISAVIS_PRIVACY_URL',
    about: 'The privacy policy that the consent notice links.',
    schema: Type.String({ pattern: '^https?://', maxLength: 500, title: 'a URL' }),
    example: 'https://acme.example/privacy',
  }),
  auditDir: optional({
    variable: 'VISAVIS_AUDIT_DIR',
    about:
      'Folder for signed checkpoints of the room logs. Best where nobody who can write to the database can. Without it a folder in VISAVIS_DATA_DIR.',
    schema: Path,
    example: '/mnt/audit/visavis',
  }),
  retentionDays: defaulted({
    variable: 'VISAVIS_RETENTION_DAYS',
    about: 'Days that a recording is kept. At most 180 where VISAVIS_JURISDICTION is eu.',
    schema: Count(3_650),
    fallback: 30,
  }),
  recordingsDir: optional({
    variable: 'VISAVIS_RECORDINGS_DIR',
    about:
      'Folder of recordings, where VISAVIS_S3_BUCKET is not set. Without it `recordings` in VISAVIS_DATA_DIR.',
    schema: Path,
    example: '/srv/visavis/recordings',
  }),
  recordingKeysDir: optional({
    variable: 'VISAVIS_RECORDING_KEYS_DIR',
    about:
      'Folder of the keys of recordings. Back it up apart from the database and the recordings, and keep no old copies: what they open was not erased. Without it `keys/recordings` in VISAVIS_DATA_DIR.',
    schema: Path,
    example: '/srv/visavis-keys',
  }),
  recorder: defaulted({
    variable: 'VISAVIS_RECORDER',
    about:
      'Record in this process. false leaves it to recorders that run as their own processes (npm run recorder).',
    schema: Type.Boolean(),
    fallback: true,
  }),
  recorderAddress: defaulted({
    variable: 'VISAVIS_RECORDER_ADDRESS',
    about:
      'Address of this machine, private or loopback, to which media nodes send what is recorded.',
    schema: Host,
    fallback: '127.0.0.1',
  }),
  signalingUrl: optional({
    variable: 'VISAVIS_SIGNALING_URL',
    about: 'Where a recorder that runs as its own process reaches signaling.',
    schema: Type.String({ pattern: '^https?://', title: 'an http:// or https:// URL' }),
    example: 'http://10.0.0.4:3000',
  }),
  recorderApiKeys: defaulted({
    variable: 'VISAVIS_RECORDER_API_KEYS',
    about:
      'API keys of the tenants that a recorder that runs as its own process records for, separated by commas.',
    schema: Type.Array(Type.String({ minLength: 16, title: 'an API key' })),
    fallback: [],
    secret: true,
  }),
  s3Bucket: optional({
    variable: 'VISAVIS_S3_BUCKET',
    about:
      'Bucket that recordings are kept in. Credentials come from where the AWS SDK looks for them, such as AWS_ACCESS_KEY_ID.',
    schema: Type.String({
      pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      title: 'the name of a bucket',
    }),
    example: 'visavis-recordings',
  }),
  s3Endpoint: optional({
    variable: 'VISAVIS_S3_ENDPOINT',
    about: 'Where the store is, if it is S3-compatible but not of AWS.',
    schema: Type.String({ pattern: '^https?://', title: 'an http:// or https:// URL' }),
    example: 'https://s3.example',
  }),
  s3Region: optional({
    variable: 'VISAVIS_S3_REGION',
    about: 'Region of the bucket. Without it what the AWS SDK finds, or us-east-1.',
    schema: Type.String({ pattern: '^[a-z0-9-]{1,32}$', title: 'a region such as eu-central-1' }),
    example: 'eu-central-1',
  }),
} as const
