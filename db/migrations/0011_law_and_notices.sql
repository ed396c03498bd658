CREATE TABLE "lookups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lookups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"conversation_id" bigint,
	"ticket_id" bigint,
	"asked" text NOT NULL,
	"question" text NOT NULL,
	"shown" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"state" text NOT NULL,
	"draft" jsonb,
	"verdict" text,
	"tokens" integer DEFAULT 0 NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"drafted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "model_use" (
	"day" date PRIMARY KEY NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"tokens" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "self_checks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "self_checks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"body" jsonb NOT NULL,
	"shown" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text,
	CONSTRAINT "self_checks_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "law_feed_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_feed_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"feed_id" bigint NOT NULL,
	"guid" text NOT NULL,
	"title" text NOT NULL,
	"link" text NOT NULL,
	"document_id" bigint,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "law_feeds" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_feeds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"url" text NOT NULL,
	"field_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"etag" text,
	"last_modified" text,
	"checked_at" timestamp with time zone,
	"heard_at" timestamp with time zone,
	"failure" jsonb,
	"failures" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "law_feeds_url_unique" UNIQUE("url")
);
--> statement-breakpoint
CREATE TABLE "law_imports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch" text NOT NULL,
	"name" text NOT NULL,
	"type" text DEFAULT '' NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"state" text NOT NULL,
	"reason" jsonb,
	"text" text,
	"facts" jsonb,
	"document_id" bigint,
	"staff_id" text,
	"at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "law_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"what" text NOT NULL,
	"what_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "law_documents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_documents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"number" text,
	"number_key" text,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"issuer" text DEFAULT '' NOT NULL,
	"signer" text DEFAULT '' NOT NULL,
	"signed_on" date,
	"published_on" date,
	"in_force_on" date,
	"expires_on" date,
	"field_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"link" text DEFAULT '' NOT NULL,
	"summary" text DEFAULT '' NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"origin" text NOT NULL,
	"facts_checked" boolean DEFAULT false NOT NULL,
	"text" text,
	"text_version" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text,
	"reviewed_at" timestamp with time zone,
	"reviewed_by" text,
	"shown_at" timestamp with time zone,
	"shown_by" text,
	CONSTRAINT "law_documents_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "law_files" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_files_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"document_id" bigint NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text
);
--> statement-breakpoint
CREATE TABLE "law_provisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_provisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"document_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"depth" smallint NOT NULL,
	"kind" text NOT NULL,
	"anchor" text NOT NULL,
	"parent" text NOT NULL,
	"article" text DEFAULT '' NOT NULL,
	"number" text NOT NULL,
	"title" text NOT NULL,
	"own" text NOT NULL,
	"body" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "law_relations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "law_relations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"document_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"other_id" bigint,
	"other_number" text DEFAULT '' NOT NULL,
	"other_key" text DEFAULT '' NOT NULL,
	"other_name" text DEFAULT '' NOT NULL,
	"anchors" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"from_on" date,
	"note" text DEFAULT '' NOT NULL,
	"proposed" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "law_texts" (
	"document_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"replaced_at" timestamp with time zone NOT NULL,
	"replaced_by" text,
	CONSTRAINT "law_texts_document_id_version_pk" PRIMARY KEY("document_id","version")
);
--> statement-breakpoint
CREATE TABLE "notice_broadcasts" (
	"notice_id" bigint NOT NULL,
	"channel" text NOT NULL,
	"state" text NOT NULL,
	"platform_id" text,
	"detail" text,
	"next_at" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "notice_broadcasts_notice_id_channel_pk" PRIMARY KEY("notice_id","channel")
);
--> statement-breakpoint
CREATE TABLE "notice_recipients" (
	"notice_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"conversation_id" bigint NOT NULL,
	"channel" text NOT NULL,
	"route" text NOT NULL,
	"state" text NOT NULL,
	"why" text,
	"delivery_id" bigint,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "notice_recipients_notice_id_person_id_pk" PRIMARY KEY("notice_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"title_en" text DEFAULT '' NOT NULL,
	"body_en" text DEFAULT '' NOT NULL,
	"link" text DEFAULT '' NOT NULL,
	"document_id" bigint,
	"audience" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"routes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"reason" text,
	"send_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"author_id" text,
	"approver_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscriptions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person_id" bigint NOT NULL,
	"conversation_id" bigint NOT NULL,
	"field_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"sectors" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"communes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"pace" text DEFAULT 'now' NOT NULL,
	"consent_version" text NOT NULL,
	"consented_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"stopped_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "citations" (
	"holder" text NOT NULL,
	"holder_id" bigint NOT NULL,
	"document_id" bigint NOT NULL,
	"anchor" text DEFAULT '' NOT NULL,
	"cited_at" timestamp with time zone NOT NULL,
	CONSTRAINT "citations_holder_holder_id_document_id_anchor_pk" PRIMARY KEY("holder","holder_id","document_id","anchor")
);
--> statement-breakpoint
CREATE TABLE "published_answers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "published_answers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"ticket_id" bigint,
	"question" text NOT NULL,
	"body" text NOT NULL,
	"basis" text DEFAULT '' NOT NULL,
	"field_id" bigint,
	"unit_id" bigint,
	"state" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"author_id" text NOT NULL,
	"reviewer_id" text,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	CONSTRAINT "published_answers_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "review_tasks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "review_tasks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"holder" text NOT NULL,
	"holder_id" bigint NOT NULL,
	"document_id" bigint NOT NULL,
	"cause" text NOT NULL,
	"by_id" bigint,
	"unit_id" bigint,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text,
	"outcome" text,
	"note" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "notice_id" bigint;--> statement-breakpoint
ALTER TABLE "lookups" ADD CONSTRAINT "lookups_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_feed_items" ADD CONSTRAINT "law_feed_items_feed_id_law_feeds_id_fk" FOREIGN KEY ("feed_id") REFERENCES "public"."law_feeds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_feed_items" ADD CONSTRAINT "law_feed_items_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_imports" ADD CONSTRAINT "law_imports_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_files" ADD CONSTRAINT "law_files_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_provisions" ADD CONSTRAINT "law_provisions_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_relations" ADD CONSTRAINT "law_relations_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_relations" ADD CONSTRAINT "law_relations_other_id_law_documents_id_fk" FOREIGN KEY ("other_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "law_texts" ADD CONSTRAINT "law_texts_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_broadcasts" ADD CONSTRAINT "notice_broadcasts_notice_id_notices_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."notices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_recipients" ADD CONSTRAINT "notice_recipients_notice_id_notices_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."notices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citations" ADD CONSTRAINT "citations_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_answers" ADD CONSTRAINT "published_answers_ticket_id_tickets_id_fk" FOREIGN KEY ("ticket_id") REFERENCES "public"."tickets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_answers" ADD CONSTRAINT "published_answers_field_id_fields_id_fk" FOREIGN KEY ("field_id") REFERENCES "public"."fields"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "published_answers" ADD CONSTRAINT "published_answers_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_tasks" ADD CONSTRAINT "review_tasks_document_id_law_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_tasks" ADD CONSTRAINT "review_tasks_by_id_law_documents_id_fk" FOREIGN KEY ("by_id") REFERENCES "public"."law_documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_tasks" ADD CONSTRAINT "review_tasks_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lookups_at" ON "lookups" USING btree ("at");--> statement-breakpoint
CREATE INDEX "lookups_conversation" ON "lookups" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "lookups_ticket" ON "lookups" USING btree ("ticket_id") WHERE "lookups"."ticket_id" is not null;--> statement-breakpoint
CREATE INDEX "lookups_waiting" ON "lookups" USING btree ("id") WHERE "lookups"."state" = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "law_feed_items_guid" ON "law_feed_items" USING btree ("feed_id","guid");--> statement-breakpoint
CREATE INDEX "law_imports_batch" ON "law_imports" USING btree ("batch","id");--> statement-breakpoint
CREATE INDEX "law_imports_waiting" ON "law_imports" USING btree ("id") WHERE "law_imports"."state" in ('waiting', 'reading');--> statement-breakpoint
CREATE UNIQUE INDEX "law_documents_number" ON "law_documents" USING btree ("number_key") WHERE "law_documents"."number_key" is not null;--> statement-breakpoint
CREATE INDEX "law_documents_state" ON "law_documents" USING btree ("state","updated_at");--> statement-breakpoint
CREATE INDEX "law_documents_fields" ON "law_documents" USING gin ("field_ids" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "law_documents_in_force" ON "law_documents" USING btree ("in_force_on");--> statement-breakpoint
CREATE INDEX "law_files_document" ON "law_files" USING btree ("document_id");--> statement-breakpoint
CREATE UNIQUE INDEX "law_provisions_anchor" ON "law_provisions" USING btree ("document_id","anchor");--> statement-breakpoint
CREATE INDEX "law_provisions_order" ON "law_provisions" USING btree ("document_id","position");--> statement-breakpoint
CREATE INDEX "law_relations_document" ON "law_relations" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "law_relations_other" ON "law_relations" USING btree ("other_id");--> statement-breakpoint
CREATE INDEX "law_relations_other_key" ON "law_relations" USING btree ("other_key");--> statement-breakpoint
CREATE INDEX "notice_recipients_waiting" ON "notice_recipients" USING btree ("channel","notice_id","person_id") WHERE "notice_recipients"."state" in ('waiting', 'sending');--> statement-breakpoint
CREATE INDEX "notice_recipients_later" ON "notice_recipients" USING btree ("conversation_id") WHERE "notice_recipients"."state" in ('later', 'digest');--> statement-breakpoint
CREATE INDEX "notice_recipients_outcome" ON "notice_recipients" USING btree ("notice_id","state");--> statement-breakpoint
CREATE INDEX "notice_recipients_person" ON "notice_recipients" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "notices_state" ON "notices" USING btree ("state","send_at");--> statement-breakpoint
CREATE INDEX "notices_document" ON "notices" USING btree ("document_id") WHERE "notices"."document_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "subscriptions_person" ON "subscriptions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "subscriptions_active" ON "subscriptions" USING btree ("pace") WHERE "subscriptions"."stopped_at" is null;--> statement-breakpoint
CREATE INDEX "subscriptions_conversation" ON "subscriptions" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "citations_document" ON "citations" USING btree ("document_id");--> statement-breakpoint
CREATE UNIQUE INDEX "published_answers_ticket" ON "published_answers" USING btree ("ticket_id") WHERE "published_answers"."ticket_id" is not null;--> statement-breakpoint
CREATE INDEX "published_answers_state" ON "published_answers" USING btree ("state","updated_at");--> statement-breakpoint
CREATE INDEX "published_answers_field" ON "published_answers" USING btree ("field_id","published_at");--> statement-breakpoint
CREATE UNIQUE INDEX "review_tasks_once" ON "review_tasks" USING btree ("holder","holder_id","document_id","cause",coalesce(by_id, 0));--> statement-breakpoint
CREATE INDEX "review_tasks_open" ON "review_tasks" USING btree ("unit_id") WHERE "review_tasks"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "deliveries_notice" ON "deliveries" USING btree ("notice_id","state") WHERE "deliveries"."notice_id" is not null;