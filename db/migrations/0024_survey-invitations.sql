CREATE TABLE "survey_invitations" (
	"survey_id" bigint NOT NULL,
	"person_id" bigint,
	"ticket_id" bigint,
	"signup_id" bigint,
	"answered" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
ALTER TABLE "survey_invitations" ADD CONSTRAINT "survey_invitations_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_invitations" ADD CONSTRAINT "survey_invitations_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "survey_invitations_person" ON "survey_invitations" USING btree ("survey_id","person_id",coalesce(ticket_id, 0),coalesce(signup_id, 0)) WHERE "survey_invitations"."person_id" is not null;--> statement-breakpoint
CREATE INDEX "survey_invitations_survey" ON "survey_invitations" USING btree ("survey_id");--> statement-breakpoint
CREATE INDEX "survey_invitations_person_id" ON "survey_invitations" USING btree ("person_id");--> statement-breakpoint
ALTER TABLE "surveys" DROP COLUMN "invited";--> statement-breakpoint
INSERT INTO "survey_invitations" ("survey_id", "person_id", "answered")
	SELECT DISTINCT s.id, r.person_id, EXISTS (
		SELECT 1 FROM "survey_responses" a WHERE a.survey_id = s.id AND a.person_id = r.person_id AND a.state = 'complete')
	FROM "surveys" s JOIN "notices" n ON n.link LIKE '%/khao-sat/' || s.slug AND n.started_at IS NOT NULL
	JOIN "notice_recipients" r ON r.notice_id = n.id;--> statement-breakpoint
UPDATE "survey_responses" r SET "completed_on" = date_trunc('month', r.completed_on)::date, "channel" = 'anonymous'
	FROM "surveys" s WHERE s.id = r.survey_id AND s.anonymous;--> statement-breakpoint
DELETE FROM "survey_counts" WHERE "survey_id" IN (SELECT "id" FROM "surveys" WHERE "anonymous");
