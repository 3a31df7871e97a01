import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Appends groups of events, given in the order of their rooms, and answers one row for each group.
 *
 * A group: `{ "room", "tenant", "events": [[type, actor, body], ...], "expected"?, "key"?, "create"? }`.
 * `body` is JSON text and is hashed and stored as it came. Rooms are locked in the order given; callers
 * sort by room, so that two calls cannot wait for each other. No two groups of one call may share room and key.
 */
const APPEND_EVENTS = `
create function append_events(p_groups jsonb)
returns table (status text, seq bigint, at bigint, size integer)
language plpgsql as $$
declare
  g record;
  e jsonb;
  v_room text := null;
  v_tenant text;
  v_found boolean := false;
  v_dirty boolean := false;
  v_seq bigint;
  v_hash bytea;
  v_at bigint;
  v_closed bigint;
  v_prev bytea;
  v_body text;
  v_body_hash bytea;
  v_first boolean;
  n_rooms text[] := '{}';
  n_seqs bigint[] := '{}';
  n_tenants text[] := '{}';
  n_ats bigint[] := '{}';
  n_types text[] := '{}';
  n_actors text[] := '{}';
  n_bodies text[] := '{}';
  n_body_hashes bytea[] := '{}';
  n_prevs bytea[] := '{}';
  n_hashes bytea[] := '{}';
  n_keys text[] := '{}';
  n_sizes integer[] := '{}';
begin
  for g in
    select j ->> 'room' as room, j ->> 'tenant' as tenant, j -> 'events' as events,
           (j ->> 'expected')::bigint as expected, j ->> 'key' as key,
           coalesce((j ->> 'create')::boolean, false) as make
    from jsonb_array_elements(p_groups) with ordinality as t (j, n) order by n
  loop
    if v_room is distinct from g.room or v_tenant is distinct from g.tenant then
      if v_dirty then
        update rooms r set head_seq = v_seq, head_hash = v_hash, head_at = v_at, closed_at = v_closed
        where r.id = v_room;
        v_dirty := false;
      end if;
      v_room := g.room;
      v_tenant := g.tenant;
      select r.head_seq, r.head_hash, r.head_at, r.closed_at into v_seq, v_hash, v_at, v_closed
      from rooms r
      where r.id = v_room and r.tenant = v_tenant and r.deleted_at is null
      for no key update;
      v_found := found;
      v_at := greatest(coalesce(v_at, 0), floor(extract(epoch from clock_timestamp()) * 1000)::bigint);
    end if;

    size := jsonb_array_length(g.events);

    if not v_found and g.make and coalesce(g.expected, 0) = 0 then
      v_seq := 0;
      v_hash := sha256(convert_to(concat_ws(e'\\n', 'v1', v_tenant, v_room), 'UTF8'));
      v_closed := null;
      insert into rooms (id, tenant, base_seq, base_hash, head_seq, head_hash, head_at, created_at)
      values (v_room, v_tenant, 0, v_hash, 0, v_hash, v_at, v_at)
      on conflict (id) do nothing;
      if found then
        v_found := true;
        g.make := false;
      else
        select r.head_seq, r.head_hash, greatest(r.head_at, v_at), r.closed_at
        into v_seq, v_hash, v_at, v_closed
        from rooms r
        where r.id = v_room and r.tenant = v_tenant and r.deleted_at is null
        for no key update;
        v_found := found;
        if not found then
          status := 'conflict'; seq := 0; at := 0;
          return next;
          continue;
        end if;
      end if;
    end if;

    if not v_found then
      status := case when g.make then 'conflict' else 'not-found' end;
      seq := 0; at := 0;
      return next;
      continue;
    end if;

    if g.key is not null and v_seq > 0 then
      select x.seq, x.at, x.append_size into seq, at, size
      from room_events x where x.room_id = v_room and x.append_key = g.key;
      if found then
        status := 'duplicate';
        return next;
        continue;
      end if;
      size := jsonb_array_length(g.events);
    end if;

    if g.make or (g.expected is not null and g.expected <> v_seq and v_closed is null) then
      status := 'conflict'; seq := v_seq; at := 0;
      return next;
      continue;
    end if;

    if v_closed is not null then
      status := 'closed'; seq := v_seq; at := 0;
      return next;
      continue;
    end if;

    v_first := true;
    for e in select j from jsonb_array_elements(g.events) with ordinality as t (j, n) order by n loop
      v_seq := v_seq + 1;
      v_prev := v_hash;
      v_body := e ->> 2;
      v_body_hash := sha256(convert_to(v_body, 'UTF8'));
      v_hash := sha256(v_prev || v_body_hash || convert_to(
        concat_ws(e'\\n', 'v1', v_room, v_seq::text, v_at::text, e ->> 0, e ->> 1), 'UTF8'));
      if e ->> 0 = 'room-ended' then v_closed := v_at; end if;
      n_rooms := array_append(n_rooms, v_room);
      n_seqs := array_append(n_seqs, v_seq);
      n_tenants := array_append(n_tenants, v_tenant);
      n_ats := array_append(n_ats, v_at);
      n_types := array_append(n_types, e ->> 0);
      n_actors := array_append(n_actors, e ->> 1);
      n_bodies := array_append(n_bodies, v_body);
      n_body_hashes := array_append(n_body_hashes, v_body_hash);
      n_prevs := array_append(n_prevs, v_prev);
      n_hashes := array_append(n_hashes, v_hash);
      n_keys := array_append(n_keys, case when v_first then g.key end);
      n_sizes := array_append(n_sizes, case when v_first and g.key is not null then size end);
      v_first := false;
    end loop;
    v_dirty := true;
    status := 'ok'; seq := v_seq - size + 1; at := v_at;
    return next;
  end loop;

  if v_dirty then
    update rooms r set head_seq = v_seq, head_hash = v_hash, head_at = v_at, closed_at = v_closed
    where r.id = v_room;
  end if;

  if cardinality(n_seqs) > 0 then
    insert into room_events (room_id, seq, tenant, at, type, actor, body, body_hash, prev_hash, hash,
                             append_key, append_size)
    select * from unnest(n_rooms, n_seqs, n_tenants, n_ats, n_types, n_actors, n_bodies, n_body_hashes,
                         n_prevs, n_hashes, n_keys, n_sizes);
  end if;
end
$$`

export const appendEvents: Migration = {
  async up(db) {
    await sql.raw(APPEND_EVENTS).execute(db)
  },
  async down(db) {
    await sql.raw('drop function append_events(jsonb)').execute(db)
  },
}
