CREATE TABLE "report_drafts" (
	"report_id" bigint NOT NULL,
	"staff_id" text NOT NULL,
	"key" text NOT NULL,
	"body" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "report_drafts_report_id_staff_id_key_pk" PRIMARY KEY("report_id","staff_id","key")
);
--> statement-breakpoint
ALTER TABLE "report_drafts" ADD CONSTRAINT "report_drafts_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE no action ON UPDATE no action;