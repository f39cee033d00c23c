"""Send a score to a platform of LTI 1.1, as a tool does: XML, signed by its hash.

`oauth2 serve` in one shell, `python lti_outcome.py 0.92` in another.  OUTCOME_URL and SOURCEDID
are what a launch said (lti_launch.py): lis_outcome_service_url and lis_result_sourcedid.
"""

import os
import sys
from contextlib import closing
from uuid import uuid4
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import oauth2

sandbox_url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849")
url = os.environ.get("OUTCOME_URL", f"{sandbox_url}/outcomes")
sourced_id = os.environ.get("SOURCEDID", "course-7:292832126")
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)
NAMESPACE = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"
REPLACE_RESULT = """<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeRequest xmlns="{namespace}">
  <imsx_POXHeader><imsx_POXRequestHeaderInfo>
    <imsx_version>V1.0</imsx_version>
    <imsx_messageIdentifier>{identifier}</imsx_messageIdentifier>
  </imsx_POXRequestHeaderInfo></imsx_POXHeader>
  <imsx_POXBody><replaceResultRequest><resultRecord>
    <sourcedGUID><sourcedId>{sourced_id}</sourcedId></sourcedGUID>
    <result><resultScore>
      <language>en</language><textString>{score}</textString>
    </resultScore></result>
  </resultRecord></replaceResultRequest></imsx_POXBody>
</imsx_POXEnvelopeRequest>"""

if not sys.argv[1:]:
    raise SystemExit("usage: python lti_outcome.py SCORE")
xml = REPLACE_RESULT.format(
    namespace=NAMESPACE,
    identifier=uuid4(),
    sourced_id=escape(sourced_id),
    score=escape(sys.argv[1]),  # from 0.0 to 1.0
)
with closing(oauth2.Client(consumer)) as client:
    # A body that is no form is hashed, here with SHA-1, and the hash is signed.
    response, content = client.request(
        url, "POST", xml.encode(), {"Content-Type": "application/xml"}
    )
if response["status"] != "200":
    problem = oauth2.Problem.from_response(response, content)
    raise SystemExit(str(problem or response.reason))

# 200 says that it was understood; whether it was done stands in the answer.
answer = ET.fromstring(content)  # noqa: S314  # of a platform that is trusted
code = answer.findtext(f".//{{{NAMESPACE}}}imsx_codeMajor")
description = answer.findtext(f".//{{{NAMESPACE}}}imsx_description")
print(f"{code}: {description}")
raise SystemExit(code != "success")
