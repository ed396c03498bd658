CREATE TABLE "consultants" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consultants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"organisation" text DEFAULT '' NOT NULL,
	"phone" text DEFAULT '' NOT NULL,
	"email" text DEFAULT '' NOT NULL,
	"field_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"since" date,
	"decision" text DEFAULT '' NOT NULL,
	"staff_id" text,
	"shown" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"ended_on" date
);
--> statement-breakpoint
CREATE TABLE "fee_files" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "fee_files_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_id" bigint,
	"business_id" bigint NOT NULL,
	"size" text NOT NULL,
	"fee_vnd" bigint NOT NULL,
	"allowed_vnd" bigint NOT NULL,
	"received_on" date NOT NULL,
	"complete_on" date,
	"due_on" date,
	"state" text NOT NULL,
	"granted_vnd" bigint,
	"decided_on" date,
	"decision" text DEFAULT '' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"staff_id" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "referrals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "referrals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_id" bigint NOT NULL,
	"consultant_id" bigint NOT NULL,
	"state" text NOT NULL,
	"staff_id" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "difficulties" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "difficulties_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"source_key" text DEFAULT '' NOT NULL,
	"ticket_id" bigint,
	"content" text NOT NULL,
	"field_id" bigint,
	"commune" text,
	"size" text,
	"raised_on" date NOT NULL,
	"person_id" bigint,
	"business_id" bigint,
	"group_id" bigint,
	"staff_id" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "difficulty_groups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "difficulty_groups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"title" text NOT NULL,
	"field_id" bigint,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recommendation_sources" (
	"recommendation_id" bigint NOT NULL,
	"difficulty_id" bigint NOT NULL,
	"told_at" timestamp with time zone,
	CONSTRAINT "recommendation_sources_recommendation_id_difficulty_id_pk" PRIMARY KEY("recommendation_id","difficulty_id")
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "certificates_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"signup_id" bigint NOT NULL,
	"code" text NOT NULL,
	"printed" jsonb NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"issued_by" text NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "certificates_signup_id_unique" UNIQUE("signup_id"),
	CONSTRAINT "certificates_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "lesson_results" (
	"lesson_id" bigint NOT NULL,
	"signup_id" bigint NOT NULL,
	"answers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"right" smallint DEFAULT 0 NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "lesson_results_lesson_id_signup_id_pk" PRIMARY KEY("lesson_id","signup_id")
);
--> statement-breakpoint
CREATE TABLE "lessons" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lessons_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"course_id" bigint NOT NULL,
	"position" smallint NOT NULL,
	"title" text NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"link" text DEFAULT '' NOT NULL,
	"file_id" bigint,
	"quiz" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plan_notes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "plan_notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"staff_id" text NOT NULL,
	"text" text NOT NULL,
	"percent" smallint,
	"link" text DEFAULT '' NOT NULL,
	"file_name" text,
	"file_sha256" text
);
--> statement-breakpoint
CREATE TABLE "plan_tasks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "plan_tasks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"plan" text NOT NULL,
	"number" text NOT NULL,
	"content" text NOT NULL,
	"result" text DEFAULT '' NOT NULL,
	"lead_unit_id" bigint,
	"lead_text" text DEFAULT '' NOT NULL,
	"cooperating_text" text DEFAULT '' NOT NULL,
	"deadline" text NOT NULL,
	"due_on" date,
	"deadline_text" text DEFAULT '' NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"percent" smallint DEFAULT 0 NOT NULL,
	"done_on" date,
	"reminded_on" date,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registered_businesses" (
	"tax_code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"size" text,
	"sector" text,
	"commune" text,
	"imported_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"unit_id" bigint,
	"period" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date NOT NULL,
	"due_on" date NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"number" text DEFAULT '' NOT NULL,
	"narrative" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"typed" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"figures" jsonb,
	"reason" text,
	"staff_id" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"handed_in_at" timestamp with time zone,
	"issued_at" timestamp with time zone,
	"issued_by" text,
	"reminded_on" date
);
--> statement-breakpoint
CREATE TABLE "target_values" (
	"target_id" bigint NOT NULL,
	"period" text NOT NULL,
	"goal" real,
	"value" real,
	"note" text DEFAULT '' NOT NULL,
	"staff_id" text,
	"at" timestamp with time zone,
	CONSTRAINT "target_values_target_id_period_pk" PRIMARY KEY("target_id","period")
);
--> statement-breakpoint
CREATE TABLE "targets" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "targets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"plan" text NOT NULL,
	"name" text NOT NULL,
	"measure" text NOT NULL,
	"formula" text,
	"baseline" real,
	"unit_id" bigint,
	"position" smallint DEFAULT 0 NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "targets_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "call_backs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "call_backs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"source_key" text NOT NULL,
	"person_id" bigint,
	"ticket_id" bigint,
	"unit_id" bigint,
	"score" integer NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"outcome" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "survey_marks" (
	"survey_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	CONSTRAINT "survey_marks_survey_id_person_id_pk" PRIMARY KEY("survey_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "survey_responses" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"survey_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"person_id" bigint,
	"state" text NOT NULL,
	"answers" jsonb NOT NULL,
	"channel" text NOT NULL,
	"field_id" bigint,
	"size" text,
	"commune" text,
	"staff_id" text,
	"ticket_id" bigint,
	"signup_id" bigint,
	"started_at" timestamp with time zone,
	"completed_on" date,
	"completed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "survey_versions" (
	"survey_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "survey_versions_survey_id_version_pk" PRIMARY KEY("survey_id","version")
);
--> statement-breakpoint
CREATE TABLE "surveys" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "surveys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"purpose" text NOT NULL,
	"unit_id" bigint,
	"anonymous" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"opens_at" timestamp with time zone,
	"closes_at" timestamp with time zone,
	"quota" integer,
	"document_id" bigint,
	"course_id" bigint,
	"current" integer DEFAULT 0 NOT NULL,
	"draft" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text,
	"invited" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "surveys_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "attendances" (
	"session_id" bigint NOT NULL,
	"signup_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"how" text NOT NULL,
	"staff_id" text,
	CONSTRAINT "attendances_session_id_signup_id_pk" PRIMARY KEY("session_id","signup_id")
);
--> statement-breakpoint
CREATE TABLE "course_files" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "course_files_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"course_id" bigint NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"open" boolean DEFAULT false NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text
);
--> statement-breakpoint
CREATE TABLE "course_questions" (
	"course_id" bigint NOT NULL,
	"ticket_id" bigint NOT NULL,
	CONSTRAINT "course_questions_course_id_ticket_id_pk" PRIMARY KEY("course_id","ticket_id")
);
--> statement-breakpoint
CREATE TABLE "course_sessions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "course_sessions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"course_id" bigint NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"attend_code" text NOT NULL,
	"cancelled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "course_told" (
	"signup_id" bigint NOT NULL,
	"what" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "course_told_signup_id_what_pk" PRIMARY KEY("signup_id","what")
);
--> statement-breakpoint
CREATE TABLE "courses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "courses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"summary" text DEFAULT '' NOT NULL,
	"field_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"lead_unit_id" bigint NOT NULL,
	"cooperating_unit_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"mode" text NOT NULL,
	"place" text DEFAULT '' NOT NULL,
	"meeting_link" text DEFAULT '' NOT NULL,
	"seats" integer,
	"closes_at" timestamp with time zone,
	"speakers" text DEFAULT '' NOT NULL,
	"planned_for" text,
	"document_id" bigint,
	"collects_questions" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"cancel_reason" text,
	"budget_vnd" bigint,
	"society_vnd" bigint,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text,
	"published_at" timestamp with time zone,
	"next_number" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "courses_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "signups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "signups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"course_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"person_id" bigint NOT NULL,
	"conversation_id" bigint,
	"business_id" bigint,
	"attendee" text NOT NULL,
	"attendee_key" text NOT NULL,
	"state" text NOT NULL,
	"offered_until" timestamp with time zone,
	"channel" text NOT NULL,
	"staff_id" text,
	"token" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"score" smallint,
	"comment" text,
	"rating_asked_at" timestamp with time zone,
	"rated_at" timestamp with time zone,
	CONSTRAINT "signups_token_unique" UNIQUE("token")
);
--> statement-breakpoint
ALTER TABLE "recommendations" ALTER COLUMN "ticket_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recommendations" ALTER COLUMN "sent_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "title" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "number" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "dated_on" date;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "field_id" bigint;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "unit_id" bigint;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "document_id" bigint;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "state" text DEFAULT 'sent' NOT NULL;--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "fee_files" ADD CONSTRAINT "fee_files_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fee_files" ADD CONSTRAINT "fee_files_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "referrals" ADD CONSTRAINT "referrals_consultant_id_consultants_id_fk" FOREIGN KEY ("consultant_id") REFERENCES "public"."consultants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "difficulties" ADD CONSTRAINT "difficulties_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "difficulties" ADD CONSTRAINT "difficulties_field_id_fields_id_fk" FOREIGN KEY ("field_id") REFERENCES "public"."fields"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "difficulties" ADD CONSTRAINT "difficulties_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "difficulties" ADD CONSTRAINT "difficulties_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "difficulties" ADD CONSTRAINT "difficulties_group_id_difficulty_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."difficulty_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "difficulty_groups" ADD CONSTRAINT "difficulty_groups_field_id_fields_id_fk" FOREIGN KEY ("field_id") REFERENCES "public"."fields"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_sources" ADD CONSTRAINT "recommendation_sources_recommendation_id_recommendations_id_fk" FOREIGN KEY ("recommendation_id") REFERENCES "public"."recommendations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_sources" ADD CONSTRAINT "recommendation_sources_difficulty_id_difficulties_id_fk" FOREIGN KEY ("difficulty_id") REFERENCES "public"."difficulties"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lesson_results" ADD CONSTRAINT "lesson_results_lesson_id_lessons_id_fk" FOREIGN KEY ("lesson_id") REFERENCES "public"."lessons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lesson_results" ADD CONSTRAINT "lesson_results_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lessons" ADD CONSTRAINT "lessons_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lessons" ADD CONSTRAINT "lessons_file_id_course_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."course_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_notes" ADD CONSTRAINT "plan_notes_task_id_plan_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."plan_tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_tasks" ADD CONSTRAINT "plan_tasks_lead_unit_id_units_id_fk" FOREIGN KEY ("lead_unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "target_values" ADD CONSTRAINT "target_values_target_id_targets_id_fk" FOREIGN KEY ("target_id") REFERENCES "public"."targets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "targets" ADD CONSTRAINT "targets_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_backs" ADD CONSTRAINT "call_backs_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "call_backs" ADD CONSTRAINT "call_backs_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_marks" ADD CONSTRAINT "survey_marks_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_marks" ADD CONSTRAINT "survey_marks_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_responses" ADD CONSTRAINT "survey_responses_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_responses" ADD CONSTRAINT "survey_responses_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "survey_versions" ADD CONSTRAINT "survey_versions_survey_id_surveys_id_fk" FOREIGN KEY ("survey_id") REFERENCES "public"."surveys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "surveys" ADD CONSTRAINT "surveys_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendances" ADD CONSTRAINT "attendances_session_id_course_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."course_sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendances" ADD CONSTRAINT "attendances_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "course_files" ADD CONSTRAINT "course_files_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "course_questions" ADD CONSTRAINT "course_questions_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "course_questions" ADD CONSTRAINT "course_questions_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "course_sessions" ADD CONSTRAINT "course_sessions_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "course_told" ADD CONSTRAINT "course_told_signup_id_signups_id_fk" FOREIGN KEY ("signup_id") REFERENCES "public"."signups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "courses" ADD CONSTRAINT "courses_lead_unit_id_units_id_fk" FOREIGN KEY ("lead_unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signups" ADD CONSTRAINT "signups_course_id_courses_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."courses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signups" ADD CONSTRAINT "signups_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signups" ADD CONSTRAINT "signups_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signups" ADD CONSTRAINT "signups_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fee_files_business" ON "fee_files" USING btree ("business_id");--> statement-breakpoint
CREATE INDEX "fee_files_due" ON "fee_files" USING btree ("due_on");--> statement-breakpoint
CREATE INDEX "referrals_ticket" ON "referrals" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "referrals_consultant" ON "referrals" USING btree ("consultant_id");--> statement-breakpoint
CREATE INDEX "difficulties_field" ON "difficulties" USING btree ("field_id","raised_on");--> statement-breakpoint
CREATE INDEX "difficulties_group" ON "difficulties" USING btree ("group_id");--> statement-breakpoint
CREATE INDEX "difficulties_raised" ON "difficulties" USING btree ("raised_on");--> statement-breakpoint
CREATE UNIQUE INDEX "difficulties_source" ON "difficulties" USING btree ("source","source_key") WHERE "difficulties"."source_key" <> '';--> statement-breakpoint
CREATE INDEX "recommendation_sources_difficulty" ON "recommendation_sources" USING btree ("difficulty_id");--> statement-breakpoint
CREATE INDEX "lessons_course" ON "lessons" USING btree ("course_id","position");--> statement-breakpoint
CREATE INDEX "plan_notes_task" ON "plan_notes" USING btree ("task_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_tasks_number" ON "plan_tasks" USING btree ("plan","number");--> statement-breakpoint
CREATE INDEX "plan_tasks_due" ON "plan_tasks" USING btree ("due_on") WHERE "plan_tasks"."state" = 'open';--> statement-breakpoint
CREATE INDEX "registered_businesses_commune" ON "registered_businesses" USING btree ("commune");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_once" ON "reports" USING btree ("kind",coalesce(unit_id, 0),"period");--> statement-breakpoint
CREATE UNIQUE INDEX "call_backs_source" ON "call_backs" USING btree ("source","source_key");--> statement-breakpoint
CREATE INDEX "call_backs_open" ON "call_backs" USING btree ("unit_id") WHERE "call_backs"."closed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "survey_responses_person" ON "survey_responses" USING btree ("survey_id","person_id",coalesce(ticket_id, 0),coalesce(signup_id, 0)) WHERE "survey_responses"."person_id" is not null;--> statement-breakpoint
CREATE INDEX "survey_responses_survey" ON "survey_responses" USING btree ("survey_id","state","completed_on");--> statement-breakpoint
CREATE INDEX "survey_responses_person_id" ON "survey_responses" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "surveys_state" ON "surveys" USING btree ("state");--> statement-breakpoint
CREATE INDEX "attendances_signup" ON "attendances" USING btree ("signup_id");--> statement-breakpoint
CREATE INDEX "course_files_course" ON "course_files" USING btree ("course_id");--> statement-breakpoint
CREATE INDEX "course_questions_ticket" ON "course_questions" USING btree ("ticket_id");--> statement-breakpoint
CREATE INDEX "course_sessions_course" ON "course_sessions" USING btree ("course_id","starts_at");--> statement-breakpoint
CREATE INDEX "course_sessions_start" ON "course_sessions" USING btree ("starts_at");--> statement-breakpoint
CREATE INDEX "courses_state" ON "courses" USING btree ("state");--> statement-breakpoint
CREATE INDEX "courses_unit" ON "courses" USING btree ("lead_unit_id");--> statement-breakpoint
CREATE UNIQUE INDEX "signups_number" ON "signups" USING btree ("course_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "signups_attendee" ON "signups" USING btree ("course_id","person_id","attendee_key") WHERE "signups"."state" in ('seated', 'waiting', 'offered');--> statement-breakpoint
CREATE INDEX "signups_course" ON "signups" USING btree ("course_id","state","number");--> statement-breakpoint
CREATE INDEX "signups_person" ON "signups" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "signups_offered" ON "signups" USING btree ("offered_until") WHERE "signups"."state" = 'offered';--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_field_id_fields_id_fk" FOREIGN KEY ("field_id") REFERENCES "public"."fields"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;