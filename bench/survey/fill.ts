import { hashPassword } from 'better-auth/crypto'
import { loadProfile } from '#core/profile.ts'
import { installProfile } from '#core/profile-install.ts'
import { openAccount } from '#core/staff/staff.ts'
import { createSurvey, openSurvey, publishSurvey } from '#core/surveys/drafting.ts'
import { templates } from '#core/surveys/templates.ts'
import { connect } from '#db/client.ts'
import { migrateUp } from '#db/migrate.ts'
import { units } from '#db/schema/profile.ts'

export const password = 'mat khau de do khao sat 2026'
export const mail = 'dau-moi@bench.test'

/** An empty database with one yearly survey and `count` complete responses of half a year. Returns the survey's id. */
export async function fill(url: string, count: number): Promise<number> {
  await migrateUp(url)
  const { db, sql, close } = connect(url, { max: 1 })
  try {
    const now = new Date()
    await installProfile(db, 'lao-cai-skhcn', loadProfile('lao-cai-skhcn'), now)
    const focal = (await db.select().from(units)).find((unit) => unit.focal)
    const account = { name: 'Đầu mối', email: mail, role: 'coordinator' as const }
    const hash = await hashPassword(password)
    const whole = { ...account, unitId: focal?.id, hash, mustChangePassword: false }
    const id = await openAccount(db, whole, now)
    if (id === undefined) throw new Error('no account')
    const actor = { id, name: account.name, role: account.role, unitId: focal?.id }
    const template = templates().find(({ purpose }) => purpose === 'yearly-needs')
    if (!template) throw new Error('no template')
    const { title, purpose, form } = template
    const by = { actor, now }
    const survey = await createSurvey(db, { title, purpose, form }, by)
    await publishSurvey(db, { id: survey.id, version: 1 }, by)
    await openSurvey(db, survey.id, by)
    await sql.unsafe('select setseed(0.26)')
    await sql.unsafe(responsesOf(survey.id, count))
    await sql.unsafe(
      `insert into survey_invitations (survey_id, answered)
       select ${survey.id}, g % 8 < 5 from generate_series(1, ${Math.round(count * 1.6)}) g`,
    )
    await sql.unsafe('vacuum analyze survey_responses')
    return survey.id
  } finally {
    await close()
  }
}

/** More who like it than not, all channels, every commune; a third write something. */
function responsesOf(surveyId: number, count: number): string {
  return `
    with drawn as materialized (
      select g, random() r1, random() r2, random() r3, random() r4, random() r5,
        (select array_agg(name order by position) from communes) as places,
        (select array_agg(id order by position) from fields) as field_ids
      from generate_series(1, ${count}) g
    ), told as materialized (
      select d.*, places[1 + floor(r1 * cardinality(places))::int] as place,
        (array['household', 'micro', 'small', 'medium', 'cooperative'])[1 + floor(r2 * 5)::int] as kind
      from drawn d
    )
    insert into survey_responses (survey_id, version, state, answers, channel, field_id, size, commune,
      started_at, completed_on, completed_at)
    select ${surveyId}, 1, 'complete',
      jsonb_strip_nulls(jsonb_build_object(
        'quy-mo', kind, 'xa', place, 'lao-dong', 1 + floor(r3 * 60)::int,
        'linh-vuc', jsonb_build_array((array['shtt', 'cong-nghe', 'tieu-chuan'])[1 + floor(r4 * 3)::int],
          (array['chat-luong', 'chuyen-doi-so', 'other:thuế'])[1 + floor(r5 * 3)::int]),
        'thuong-hieu', case when r4 < 0.333 then (array['da', 'dang', 'chua'])[1 + floor(r1 * 3)::int] end,
        'hinh-thuc', jsonb_build_array((array['nhan-tin', 'tap-huan'])[1 + floor(r1 * 2)::int],
          (array['tai-lieu', 'tu-van'])[1 + floor(r2 * 2)::int]),
        'muc-do', 1 + floor(r2 * 5)::int,
        'vuong-mac', case when r3 < 0.33 then
          'Hồ sơ đăng ký nhãn hiệu cho sản phẩm quế của xã còn vướng ở phần quy chế sử dụng, lần thứ ' || g end,
        'da-dung', (array['roi', 'chua-biet', 'chua-can'])[1 + floor(r5 * 3)::int],
        'hai-long', case when r5 < 0.333 then case when r1 < 0.91 then 4 + (r1 < 0.6)::int else 1 + floor(r2 * 3)::int end end,
        'de-xuat', case when r4 > 0.8 then 'Đề nghị Sở mở thêm lớp trực tuyến buổi tối, nhóm ' || g % 50 end)),
      (array['zalo', 'zalo', 'telegram', 'web', 'page', 'messenger', 'inspection'])[1 + floor(r4 * 7)::int],
      case when r3 < 0.5 then field_ids[1 + floor(r3 * 2 * cardinality(field_ids))::int] end, kind, place,
      now() - r5 * interval '180 days' - interval '10 minutes', (now() - r5 * interval '180 days')::date,
      now() - r5 * interval '180 days'
    from told`
}
