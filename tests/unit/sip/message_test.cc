#include "directory/sip/message.h"

#include <doctest/doctest.h>

namespace sipsh::sip {
namespace {

Request Ping() {
  return {"OPTIONS",
          "sip:pool01.contoso.com",
          "sip:ken@contoso.com",
          "sip:pool01.contoso.com",
          "SIP/2.0/TCP 127.0.0.1:40000;rport;branch=z9hG4bKabc",
          "1a",
          "2b",
          7};
}

constexpr const char* kAnswer =
    "SIP/2.0 401 Unauthorized\r\n"
    "i: 2b\r\n"
    "CSeq: 7 REGISTER\r\n"
    "WWW-Authenticate: NTLM realm=\"SIP Communications Service\",\r\n"
    "\tversion=4\r\n"
    "www-authenticate: Kerberos realm=\"x\"\r\n"
    "l:  3 \r\n"
    "\r\n"
    "abc";

TEST_CASE("a request is written line by line") {
  Result<std::string> text = Write(Ping());
  REQUIRE(text.ok());
  CHECK(*text ==
        "OPTIONS sip:pool01.contoso.com SIP/2.0\r\n"
        "Via: SIP/2.0/TCP 127.0.0.1:40000;rport;branch=z9hG4bKabc\r\n"
        "Max-Forwards: 70\r\n"
        "From: <sip:ken@contoso.com>;tag=1a\r\n"
        "To: <sip:pool01.contoso.com>\r\n"
        "Call-ID: 2b\r\n"
        "CSeq: 7 OPTIONS\r\n"
        "User-Agent: sipsh\r\n"
        "Content-Length: 0\r\n"
        "\r\n");
}

TEST_CASE("nothing that was typed ends its line or its address") {
  for (const char* odd :
       {"sip:a@b\r\nContact: <sip:me>", "sip:a@b\n", "sip:a b@c", "sip:a>b@c", "sip:<a@b",
        "sip:\"a@b", "sip:", "tel:+1", "sip:a@b\t", "sip:\xC3\xA4@b"}) {
    for (std::string Request::*field : {&Request::uri, &Request::from, &Request::to}) {
      Request request = Ping();
      request.*field = odd;
      CHECK(Write(request).status().code == directory::Code::kInvalidSyntax);
    }
  }
  for (std::string Request::*field :
       {&Request::method, &Request::via, &Request::tag, &Request::call_id}) {
    Request request = Ping();
    request.*field += "\r\nX: y";
    CHECK(Write(request).status().code == directory::Code::kInvalidSyntax);
  }
}

TEST_CASE("a user part is escaped, a host is refused") {
  CHECK(*MakeUri("ken.myer", "contoso.com") == "sip:ken.myer@contoso.com");
  CHECK(*MakeUri("", "pool01.contoso.com") == "sip:pool01.contoso.com");
  CHECK(*MakeUri("j\xC3\xB6rg \r\n<x>@y", "b") == "sip:j%C3%B6rg%20%0D%0A%3Cx%3E%40y@b");
  CHECK(*MakeUri("50%", "b") == "sip:50%25@b");
  for (const char* odd : {"", "a b", "a\r\nb", "a@b", "a>b", "a;b", "a/b"})
    CHECK_FALSE(MakeUri("ken", odd).ok());
}

TEST_CASE("an answer is read, however it is torn") {
  const std::string whole = std::string("\r\n\r\n") + kAnswer + "SIP/2.0 200 OK\n\n";
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    MessageReader reader;
    std::vector<Response> got;
    for (const std::string& piece : {whole.substr(0, cut), whole.substr(cut)}) {
      reader.Add(piece);
      while (true) {
        Result<std::optional<Response>> next = reader.Next();
        REQUIRE(next.ok());
        if (!*next) break;
        got.push_back(**next);
      }
    }
    REQUIRE(got.size() == 2);
    CHECK(got[0].Line() == "401 Unauthorized");
    CHECK(got[0].Find("Call-ID") == "2b");
    CHECK(got[0].Find("cseq") == "7 REGISTER");
    CHECK(got[0].Find("WWW-Authenticate").ends_with(", version=4"));
    CHECK(OfferedSchemes(got[0]) == std::vector<std::string>{"NTLM", "Kerberos"});
    CHECK(got[1].Line() == "200 OK");
  }
}

TEST_CASE("a request of the peer is told apart") {
  MessageReader reader;
  reader.Add("OPTIONS sip:you SIP/2.0\r\nContent-Length: 0\r\n\r\n");
  Result<std::optional<Response>> next = reader.Next();
  REQUIRE((next.ok() && *next));
  CHECK((*next)->status == 0);
}

TEST_CASE("what is no SIP is refused, and soon") {
  for (const char* odd :
       {"HTTP/1.1 200 OK\r\n", "SIP/2.0 2000 OK\r\n", "SIP/2.0 99 Low\r\n", "SIP/2.0 700 High\r\n",
        "SIP/2.0 20x OK\r\n", "SIP/2.0\r\n", "hello\r\n", "SIP/2.0 200 OK\r\nno colon\r\n\r\n",
        "SIP/2.0 200 OK\r\n goes on\r\n\r\n", "SIP/2.0 200 OK\r\nl: -1\r\n\r\n",
        "SIP/2.0 200 OK\r\nContent-Length: 12x\r\n\r\n",
        "SIP/2.0 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"}) {
    MessageReader reader;
    reader.Add(odd);
    CHECK_MESSAGE(reader.Next().status().code == directory::Code::kCorrupt, odd);
  }
  MessageReader line, head;
  line.Add(std::string(10000, 'x'));
  CHECK_FALSE(line.Next().ok());
  head.Add("SIP/2.0 200 OK\r\n");
  head.Add(std::string(MessageReader::kMostOfHead, 'x'));
  CHECK_FALSE(head.Next().ok());
}

TEST_CASE("what people are shown can not drive their terminal") {
  MessageReader reader;
  reader.Add("SIP/2.0 404 No\x1b[31m\x07pe\xC3\r\nX: a\x1b]0;t\r\n\r\n");
  Result<std::optional<Response>> next = reader.Next();
  REQUIRE((next.ok() && *next));
  CHECK((*next)->Line() == "404 No?[31m?pe?");
  CHECK((*next)->Find("X") == "a?]0;t");
}

}  // namespace
}  // namespace sipsh::sip
